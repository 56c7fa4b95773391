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
    An op without a Spec that says how its derivatives are computed. Both methods
    build ops by `context.builder()`, which stands where these belong, and read
    operands and results of this op as they are: what has to be kept for that is
    whoever asks to find out. Each is asked only if a result of this op, and an
    operand, are on a path from what is differentiated by to what is
    differentiated (`context.isActive`). A failure was reported, by
    `context.refuse` or as an error at this op.
  }];
  let methods = [
    InterfaceMethod<[{
      Adds to the cotangents of the active operands what those of the results
      give. Some result has a cotangent.
    }], "::llvm::LogicalResult", "pullBack",
      (ins "::ag::PullbackContext &":$context)>,
    InterfaceMethod<[{
      Sets the tangents of results, of those that an active operand, which may
      have one, changes. An op with LinearTrait need not say how.
    }], "::llvm::LogicalResult", "pushForward",
      (ins "::ag::PushforwardContext &":$context), "", [{
      static_assert(ConcreteOp::template hasTrait<::ag::LinearTrait>(),
                    "only of linear ops the tangent is known");
      return ::ag::pushForwardLinear($_op, context);
    }]>
  ];
}

#endif // AG_INTERFACES_DIFFERENTIABLEOP_TD
