//===- InterpretableOp.td - ops that compute by hand -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INTERPRETABLEOP_TD
#define AG_INTERFACES_INTERPRETABLEOP_TD

include "mlir/IR/OpBase.td"

def InterpretableOpInterface : OpInterface<"InterpretableOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op without a Spec whose meaning is defined by a simple, slow
    interpretation. Terminators need not implement it: whoever runs a region gets
    the values of its terminator's operands.
  }];
  let methods = [
    InterfaceMethod<[{
      Returns the results, which have the types of this op's results up to
      dynamic extents. Operands that are not used later may be written to. An
      error says what is wrong with these operands; the interpreter adds the
      location.
    }], "::llvm::Expected<::llvm::SmallVector<::ag::Tensor>>", "interpret",
    (ins "::llvm::MutableArrayRef<::ag::Tensor>":$operands,
         "::ag::InterpreterContext &":$context)>,
    InterfaceMethod<[{
      Returns how tangents that reach this op pass through it. The operands of
      `interpret` have tangents only for TangentFlow::Along.
    }], "::ag::TangentFlow", "getTangentFlow", (ins), "", [{
      return $_op->template hasTrait<::ag::LinearTrait>()
                 ? ::ag::TangentFlow::Linear
                 : ::ag::TangentFlow::Unknown;
    }]>
  ];
}

#endif // AG_INTERFACES_INTERPRETABLEOP_TD
