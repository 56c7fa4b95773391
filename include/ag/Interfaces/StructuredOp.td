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
                    "::ag::Spec", "getSpec">
  ];
}

#endif // AG_INTERFACES_STRUCTUREDOP_TD
