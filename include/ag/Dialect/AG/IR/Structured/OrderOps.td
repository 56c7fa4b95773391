//===- OrderOps.td - when values are computed -*- tablegen -*--------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_TD
#define AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_BarrierOp : AG_InferredOp<"barrier", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface>, KeptTrait, LinearTrait,
    DeclareOpInterfaceMethods<IndexingOpInterface, ["getIndexing"]>]> {
  let summary = "x, available after another value";
  let description = [{
    ```mlir
    %x_again = ag.barrier %x after %g : tensor<8xf32>, tensor<4xf32> -> tensor<8xf32>
    %y_again = ag.exp %x_again : tensor<8xf32>
    ```
    Values computed from the result are computed after `%g`, and are not merged with
    those computed from x itself, so that the latter need not be kept until then. The
    phase allocate, which replaces values by buffers, removes the op.
  }];
  let arguments = (ins AnyRankedTensor:$x, AnyType:$after);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x `after` $after attr-dict `:` custom<Signature>(type($x), type($after), type($result))
  }];
}

#endif // AG_DIALECT_AG_IR_STRUCTURED_ORDEROPS_TD
