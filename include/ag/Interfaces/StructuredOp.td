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
    An op on tensors whose complete meaning is a Spec (ag/Interfaces/Spec/Spec.h). Ops
    of the ag dialect get the method from the trait `ag::StructuredOpTrait`, ops
    of upstream dialects from an external model.
  }];
  let methods = [
    InterfaceMethod<"Returns the meaning of this op, which must be verified.",
                    "::ag::Spec", "getSpec">,
    InterfaceMethod<[{
      Returns the values that the Spec numbers as operands: this op's operands,
      followed by the values that its region captures, if it has one.
    }], "::llvm::SmallVector<::mlir::Value>", "getSpecOperands", (ins), "", [{
      return ::llvm::to_vector($_op->getOperands());
    }]>,
    InterfaceMethod<[{
      Clones this op for a part of its loops. `part` has values for the operands
      that the Spec numbers. The results are those of the returned op, the last
      one that is created.
    }], "::mlir::Operation *", "makePart",
      (ins "::mlir::OpBuilder &":$builder, "const ::ag::OpPart &":$part)>,
    InterfaceMethod<[{
      Returns true if this op has a Spec. Ops of the ag dialect always have one;
      a linalg.generic has one unless its region contains ops that a ScalarProgram
      cannot express. An op without a Spec is not a StructuredOpInterface.
    }], "bool", "hasSpec", (ins), "", "return true;">
  ];
  let extraClassOf = "return $_op.hasSpec();";
}

#endif // AG_INTERFACES_STRUCTUREDOP_TD
