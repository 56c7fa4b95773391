//===- DifferentiableOp.td - ops with rules of their own -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIFFERENTIABLEOP_TD
#define AG_INTERFACES_DIFFERENTIABLEOP_TD

include "mlir/IR/OpBase.td"

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op without a Spec that has its own rules for derivatives. Both methods
    build ops with `context.builder()`, at the position of the derivatives, and
    read operands and results of this op as they are; the caller determines which
    of these values have to be saved. A method is called only if a result and an
    operand of this op are on a path from the values by which to differentiate to
    the values to be differentiated (`context.isActive`). Before failing, it
    reports an error by `context.refuse` or at this op.
  }];
  let methods = [
    InterfaceMethod<[{
      Adds to the cotangents of the active operands, given those of the results,
      at least one of which is present.
    }], "::llvm::LogicalResult", "pullBack",
      (ins "::ag::PullbackContext &":$context)>,
    InterfaceMethod<[{
      Sets the tangents of the results that depend on an active operand. Active
      operands may have tangents. An op with LinearTrait has this default.
    }], "::llvm::LogicalResult", "pushForward",
      (ins "::ag::PushforwardContext &":$context), "", [{
      static_assert(ConcreteOp::template hasTrait<::ag::LinearTrait>(),
                    "only of linear ops the tangent is known");
      return ::ag::pushForwardLinear($_op, context);
    }]>
  ];
}

#endif // AG_INTERFACES_DIFFERENTIABLEOP_TD
