//===- StructuredOp.td - ops that are stated by a Spec -----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_STRUCTUREDOP_TD
#define AG_INTERFACES_STRUCTUREDOP_TD

include "mlir/IR/OpBase.td"

def StructuredOpInterface : OpInterface<"StructuredOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op on tensors whose whole meaning is a Spec (ag/Interfaces/Spec.h). Ops of
    the ag dialect get the method from the trait `ag::StructuredOpTrait`, ops of
    upstream dialects from an external model.
  }];
  let methods = [
    InterfaceMethod<"The meaning of this op, which must be verified.",
                    "::ag::Spec", "getSpec">,
    InterfaceMethod<[{
      The values that the Spec numbers as operands: this op's operands, and
      after them what its region captures, if it has one.
    }], "::llvm::SmallVector<::mlir::Value>", "getSpecOperands", (ins), "", [{
      return ::llvm::to_vector($_op->getOperands());
    }]>,
    InterfaceMethod<[{
      This op on a part of its loops. `part` has values for what the Spec numbers
      as operands. Results are those of the last op that is made.
    }], "::mlir::Operation *", "makePart",
      (ins "::mlir::OpBuilder &":$builder, "const ::ag::OpPart &":$part)>,
    InterfaceMethod<[{
      Whether this op has a Spec, as ops of the ag dialect always do, and a
      linalg.generic does unless its region holds what no ScalarProgram can say.
      An op that has none is no StructuredOpInterface.
    }], "bool", "hasSpec", (ins), "", "return true;">
  ];
  let extraClassOf = "return $_op.hasSpec();";
}

#endif // AG_INTERFACES_STRUCTUREDOP_TD
