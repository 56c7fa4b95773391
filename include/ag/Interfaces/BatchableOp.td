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
    An op without a Spec that has its own rule for all elements of a batch at
    once. The rule builds ops with `context.builder()`.
  }];
  let methods = [
    InterfaceMethod<[{
      Sets the batched values of the results, given that some operand differs
      over the batch. An op without a better rule is computed in a loop over the
      elements (`context.loop`). Before failing, it reports an error by
      `context.refuse`.
    }], "::llvm::LogicalResult", "batch",
      (ins "::ag::BatchContext &":$context)>,
    InterfaceMethod<[{
      Returns true if `batch` reads, changes and checks nothing for elements
      outside the mask of the context, which is given. Any other op that may fail
      for these elements is computed in a loop over the elements.
    }], "bool", "heedsMask", (ins "::ag::BatchContext &":$context), [{}],
      [{ return false; }]>
  ];
}

#endif // AG_INTERFACES_BATCHABLEOP_TD
