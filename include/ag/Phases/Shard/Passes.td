//===- Passes.td - one program for many ranks --------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SHARD_PASSES_TD
#define AG_PHASES_SHARD_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def OrderOpsPass : RestatingPass<"ag-order-ops", "::mlir::func::FuncOp"> {
  let summary = "Put ops in an order that depends on the ops alone";
  let description = [{
    Programs with the same ops, in whatever order, become the same program.
    Passes that read ops in order then do not depend on how they were written or
    grouped. The operands of each op come before it, the one with the longest
    path from the arguments first, and results are computed one by one. An op
    whose results take at most as much memory as the operands that it is the
    last to use is moved up as far as possible.

    ```mlir
    func.func @main(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
      %e = ag.exp %x : tensor<8xf32>
      %n = ag.neg %e : tensor<8xf32>
      %t = ag.tanh %x : tensor<8xf32>
      return %n, %t : tensor<8xf32>, tensor<8xf32>
    }
    ```
    becomes
    ```mlir
    func.func @main(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
      %t = ag.tanh %x : tensor<8xf32>
      %e = ag.exp %x : tensor<8xf32>
      %n = ag.neg %e : tensor<8xf32>
      return %n, %t : tensor<8xf32>, tensor<8xf32>
    }
    ```
    Ops with an effect keep their order. An op that may fail is not moved past
    an effect.
  }];
}

def PlanShardingPass : Pass<"ag-plan-sharding", "::mlir::ModuleOp"> {
  let summary = "Find the best plan for sharding a program";
  let description = [{
    Chooses along each axis of a mesh, for each op, a loop that is split, a
    group of operands that are partial sums, or nothing. Chooses the shardings
    of the arguments and results of entries, too. Writes the plan as
    ag-partition reads it. `spec` has the axes, their roles, and the pins of
    tensors (--shard=SPEC):

    ```mlir
    func.func @main(%x: tensor<64x256xf32>) -> tensor<64x256xf32> {
      %w = ag.parameter "w" : tensor<256x256xf32>
      %y = ag.contract "bi,io->bo" %x, %w : tensor<64x256xf32>, tensor<256x256xf32> -> tensor<64x256xf32>
      return %y : tensor<64x256xf32>
    }
    ```
    becomes, with `spec=dp2`,
    ```mlir
    module attributes {ag.planned_mesh = #ag.mesh<dp = 2>} {
      func.func @main(%x: tensor<64x256xf32> {ag.planned = #ag.sharding<[["dp"], []], [64, 256]>})
          -> (tensor<64x256xf32> {ag.planned = #ag.sharding<[["dp"], []], [64, 256]>}) {
        %w = ag.parameter "w" : tensor<256x256xf32>
        %y = ag.contract "bi,io->bo" %x, %w {ag.strategy = #ag.strategy<[["dp"], [], []], [[], []]>}
          : tensor<64x256xf32>, tensor<256x256xf32> -> tensor<64x256xf32>
        return %y : tensor<64x256xf32>
      }
    }
    ```
    Among the plans that pins and roles allow, chooses the one that takes a rank
    the least time, by a model of the mesh. The model has its links, and the
    speed at which a rank, one processor of the target, computes and moves data
    through its caches and memory. A remark says whether the plan is proved to
    be the best (`optimal`), or no better one was found.
  }];
  let options = [
    Option<"spec", "spec", "std::string", "",
           "Axes, flags and a file, as --shard takes them">
  ];
  let dependentDialects = ["::ag::AGDialect"];
}

def PartitionPass : Pass<"ag-partition", "::mlir::ModuleOp"> {
  let summary = "Rewrite a planned program as the program of one rank";
  let description = [{
    The attributes `ag.planned_mesh`, `ag.planned` and `ag.strategy` are a plan
    of how the ranks of a mesh share a program. The pass creates the program
    that each of them runs on its blocks, with the collectives that exchange
    data:

    ```mlir
    module attributes {ag.planned_mesh = #ag.mesh<tp = 2>} {
      func.func @main(%x: tensor<4x8xf32>, %w: tensor<8x6xf32> {ag.planned = #ag.sharding<[["tp"], []], [8, 6]>})
          -> tensor<4x6xf32> {
        %y = ag.contract "bi,io->bo" %x, %w {ag.strategy = #ag.strategy<[[], [], ["tp"]], [[], []]>}
          : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
        return %y : tensor<4x6xf32>
      }
    }
    ```
    becomes
    ```mlir
    module attributes {ag.mesh = #ag.mesh<tp = 2>} {
      func.func @main(%x: tensor<4x8xf32>, %w: tensor<4x6xf32> {ag.sharding = #ag.sharding<[["tp"], []], [8, 6]>})
          -> tensor<4x6xf32> {
        %i = ag.mesh_index ["tp"] : index
        %o = arith.muli %i, %c4 : index
        %a = tensor.extract_slice %x[0, %o] [4, 4] [1, 1] : tensor<4x8xf32> to tensor<4x4xf32>
        %p = ag.contract "bi,io->bo" %a, %w : tensor<4x4xf32>, tensor<4x6xf32> -> tensor<4x6xf32>
        %y = ag.all_reduce sum ["tp"] %p : tensor<4x6xf32>
        return %y : tensor<4x6xf32>
      }
    }
    ```
    The ops that read a value determine its sharding. The pass reshards the
    value by the cheapest sequence of collectives, from the cheapest of the
    shardings in which the value exists already. All ranks compute an op without
    a plan, or with an unknown one, alike.

    A gathered parameter is reused until more than `bucket-bytes` of other
    parameters have been gathered since its last use. It is then gathered again,
    as in the backward pass, so that no rank holds all parameters.

    A dimension is padded if its number of shards does not divide it. A dynamic
    dimension is not padded: it is only split into a number that is known to
    divide it. Arguments are assumed to be multiples of the numbers of shards of
    their dimensions, and so are values computed from their sizes.
  }];
  let dependentDialects = ["::ag::AGDialect", "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"bucketBytes", "bucket-bytes", "uint64_t", "67108864",
      "Bytes of other parameters that are gathered before one is gathered again.">
  ];
}

def MergeCollectivesPass : Pass<"ag-merge-collectives", "::mlir::func::FuncOp"> {
  let summary = "Merge collectives, and hoist them out of loops";
  let description = [{
    Merges collectives of one block that have the same kind, axes and monoid,
    and do not depend on each other. The merged op has their operands, in the
    order of the program:

    ```mlir
    %a = ag.all_reduce sum ["dp"] %x : tensor<4x8xf32>
    %c = ag.neg %a : tensor<4x8xf32>
    %b = ag.all_reduce sum ["dp"] %y : tensor<8xf32>
    ```
    becomes
    ```mlir
    %s:2 = ag.all_reduce sum ["dp"] %x, %y : tensor<4x8xf32>, tensor<8xf32>
    %c = ag.neg %s#0 : tensor<4x8xf32>
    ```
    The merged op replaces the last collective, or is before the first op that
    needs a result, if they are sums (all_reduce, reduce_scatter). Else
    (all_gather, all_to_all, collective_permute) it replaces the first
    collective, or is after the last op that computes an operand. Cheap ops that
    compute an operand may be moved up to there: parameters, index arithmetic,
    slices, casts, and element-wise ops. Collectives are not moved across
    regions.

    No merged op sends or receives more than `bucket-bytes` on a rank, whichever
    is more, at the sizes that memory is planned for. For a gather that is its
    results, which memory holds until they are read. A larger collective, or one
    of unknown size, stays alone. Parameters are gathered twice, for the forward
    and for the backward pass. The second gather is late, so that the memory of
    their values is free in between. One op does not gather the same value
    twice. The second gather begins another op, and the two are not merged.

    Before that, loop-invariant collectives are hoisted out of loops, with the
    ops that they need, innermost loops first. That is valid even for a loop
    with a trip count of 0, because collectives have no effect, and all ranks
    have the same trip count. The loop holds their results while it runs.
    Gathers are therefore hoisted only while their results are at most
    `bucket-bytes` larger, in total, than their operands.
  }];
  let options = [
    Option<"bucketBytes", "bucket-bytes", "uint64_t", "67108864",
      "Bytes that a rank may send or receive at once, by several collectives.">
  ];
}

def DescribeRanksPass : Pass<"ag-describe-ranks", "::mlir::ModuleOp"> {
  let summary = "Report the collectives of each rank";
  let description = [{
    Emits a remark at each collective: the bytes that one rank sends, and the
    time that it takes by the model of the mesh. Both are multiplied by the trip
    counts of the loops around it. The remark says if a trip count is not known
    but assumed (ag/Support/Sizes/AssumedSizes.h). Changes nothing.

    ```mlir
    %y = ag.all_reduce sum ["tp"] %x : tensor<4x8xf32>
    ```
    sends 192 bytes along 4 ranks: twice 3/4 of the 128 that each has.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def ForgetPinsPass : RestatingPass<"ag-forget-pins", "::mlir::ModuleOp"> {
  let summary = "Drop the pins of programs that are not sharded";
  let description = [{
    A pin separates groups, and no later phase reads it:

    ```mlir
    %y = ag.shard %x [["dp"], ?] : tensor<8x16xf32>
    %z = ag.exp %y : tensor<8x16xf32>
    ```
    becomes
    ```mlir
    %z = ag.exp %x : tensor<8x16xf32>
    ```
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

#endif // AG_PHASES_SHARD_PASSES_TD
