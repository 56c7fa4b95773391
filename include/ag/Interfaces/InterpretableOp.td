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
    An op without a Spec that says what it computes by computing it, slowly and
    obviously. Terminators need not implement it: whoever runs a region gets the
    values of its terminator's operands.
  }];
  let methods = [
    InterfaceMethod<[{
      The results, of the types of this op's results up to dynamic extents.
      Operands that the program has no more use for may be written to. An error
      says what is wrong with these operands; the interpreter adds where.
    }], "::llvm::Expected<::llvm::SmallVector<::ag::Tensor>>", "interpret",
    (ins "::llvm::MutableArrayRef<::ag::Tensor>":$operands,
         "::ag::InterpreterContext &":$context)>,
    InterfaceMethod<[{
      How tangents go through this op, if any reach it. Only where they go along
      are there tangents on the operands of `interpret`.
    }], "::ag::TangentFlow", "getTangentFlow", (ins), "", [{
      return $_op->template hasTrait<::ag::LinearTrait>()
                 ? ::ag::TangentFlow::Linear
                 : ::ag::TangentFlow::Unknown;
    }]>
  ];
}

#endif // AG_INTERFACES_INTERPRETABLEOP_TD
