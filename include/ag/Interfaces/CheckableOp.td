//===- CheckableOp.td - ops that can fail at run time ------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_CHECKABLEOP_TD
#define AG_INTERFACES_CHECKABLEOP_TD

include "mlir/IR/OpBase.td"

def CheckableOpInterface : OpInterface<"CheckableOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op with requirements on its operands' sizes or elements that their types
    do not express.
  }];
  let methods = [
    InterfaceMethod<[{
      Inserts, before this op, an ag.require for each requirement that is not
      proved, and changes the op so that it relies on them. Reports an error and
      fails if a requirement is proved to be violated. The ops that compute the
      operands are checked before, with the same `origins` of sizes.
    }], "::llvm::LogicalResult", "insertChecks",
      (ins "::mlir::OpBuilder &":$builder, "::ag::SizeOrigins &":$origins)>
  ];
}

#endif // AG_INTERFACES_CHECKABLEOP_TD
