//===- ShardOps.td - where values lie -*- tablegen -*----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_SHARDOPS_TD
#define AG_DIALECT_AG_IR_SHARDING_SHARDOPS_TD

include "ag/Dialect/AG/IR/Core/AGBase.td"

def AG_ShardOp : AG_InferredOp<"shard", [
    DeclareOpInterfaceMethods<DimensionRuleOpInterface>, KeptTrait, LinearTrait,
    DeclareOpInterfaceMethods<IndexingOpInterface, ["getIndexing"]>]> {
  let summary = "x with a required sharding";
  let description = [{
    ```mlir
    %y = ag.shard %x [["dp"], ?, ["tp", "sp"]] : tensor<8x16x64xf32>
    ```
    If the program is sharded over ranks, dimension 0 is split along dp here, and
    dimension 2 along tp and sp, major first. Dimension 1 is open: other axes may
    split it. Cotangents of x have the sharding of y's. The value of the op is x.

     - [pins] there is a list of axes, or ?, for each dimension of x; each axis has
       a name, and occurs once.
  }];
  let arguments = (ins AnyRankedTensor:$x, ArrayAttr:$dims);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $x custom<Pins>($dims) attr-dict `:` custom<Signature>(type($x), type($result))
  }];
}

#endif // AG_DIALECT_AG_IR_SHARDING_SHARDOPS_TD
