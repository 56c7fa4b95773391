//===- BatchableOp.td - ops with rules of their own --------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BATCHABLEOP_TD
#define AG_INTERFACES_BATCHABLEOP_TD

include "mlir/IR/OpBase.td"

def BatchableOpInterface : OpInterface<"BatchableOpInterface"> {
  let cppNamespace = "::ag";
  let description = [{
    An op without a Spec that says how it is done for all elements of a batch at
    once. It builds ops by `context.builder()`.
  }];
  let methods = [
    InterfaceMethod<[{
      Sets what the results are for the batch, of which some operand has elements.
      What the op has no better rule for is done element after element
      (`context.loop`). A failure was reported, by `context.refuse`.
    }], "::llvm::LogicalResult", "batch",
      (ins "::ag::BatchContext &":$context)>
  ];
}

#endif // AG_INTERFACES_BATCHABLEOP_TD
