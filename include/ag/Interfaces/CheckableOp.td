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
    An op that demands of its operands' sizes or elements what their types don't
    say.
  }];
  let methods = [
    InterfaceMethod<[{
      Inserts, in front of this op, an ag.require for each demand that is not
      provably met, and changes the op so that it relies on them. Fails, having
      reported an error, if a demand is provably not met. It is called of what
      this op reads first, with the same memory of where sizes come from.
    }], "::llvm::LogicalResult", "insertChecks",
      (ins "::mlir::OpBuilder &":$builder, "::ag::SizeOrigins &":$origins)>
  ];
}

#endif // AG_INTERFACES_CHECKABLEOP_TD
