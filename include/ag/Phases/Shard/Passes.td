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
  let summary = "Put ops in an order that only what they are tells";
  let description = [{
    Programs that have the same ops, in whatever order, become the same program, so
    that how ops were written, or which groups they were in, is of no meaning to
    passes that read them in order. In front of each op stands what it reads, that
    with the longest way to it first, and results are made one by one; but whatever
    takes no more memory than it is the last one to need is done at once.

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
    Ops with an effect keep their order, and what may fail goes past none of them.
  }];
}

def PlanShardingPass : Pass<"ag-plan-sharding", "::mlir::ModuleOp"> {
  let summary = "Find how a program is best shared among ranks";
  let description = [{
    Chooses for each op, along each axis of a mesh, a loop that it is split along, a
    group of operands that are partial, or nothing, and for all that entries take
    and give how it lies, and writes that as ag-partition reads it. `spec` says the
    axes, what they are for, and where tensors are pinned (--shard=SPEC):

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
    What pins and roles leave open is what takes a rank the least time, by a model of
    the mesh: of its links, and of what a rank, one processor of the target, computes
    and moves through its caches and memory. A remark says whether nothing is better
    (`optimal`), or nothing better was found.
  }];
  let options = [
    Option<"spec", "spec", "std::string", "",
           "Axes, flags and a file, as of --shard">
  ];
  let dependentDialects = ["::ag::AGDialect"];
}

def PartitionPass : Pass<"ag-partition", "::mlir::ModuleOp"> {
  let summary = "Make of a planned program that of one rank";
  let description = [{
    A program says with `ag.planned_mesh`, `ag.planned` and `ag.strategy` how it is
    to be shared among the ranks of a mesh; this makes the program that each of them
    runs, on its blocks, with the collectives by which they hear of each other:

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
    What a value has to be held as is told by the ops that read it; it is brought
    there by the cheapest sequence of moves, from the cheapest of the states that it
    is held in already. An op of which nothing is planned, or known, is computed by
    all ranks alike.

    A parameter that was gathered is used as it is as long as no more than
    `bucket-bytes` of others have been gathered since its last use; then it is
    gathered again, as in the backward pass, so that no rank holds all of them.

    A dimension that its parts don't divide is padded. One that is dynamic is not:
    it is only split into what is known to divide it. Arguments are multiples of
    what their dimensions are split into, and so is what is computed of their sizes.
  }];
  let dependentDialects = ["::ag::AGDialect", "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
  let options = [
    Option<"bucketBytes", "bucket-bytes", "uint64_t", "67108864",
      "How many bytes of other parameters are gathered before one is gathered again.">
  ];
}

def MergeCollectivesPass : Pass<"ag-merge-collectives", "::mlir::func::FuncOp"> {
  let summary = "Do collectives together, and out of loops";
  let description = [{
    Collectives of one block that are of one kind, along the same axes and with the
    same monoid, and of which none needs another, become one of several operands, in
    the order of the program:

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
    That is where the last of them stands, if they sum up (all_reduce,
    reduce_scatter), or else in front of the first op that needs one; and where the
    first of them stands, if they don't (all_gather, all_to_all,
    collective_permute), or else behind the last op that makes what one sends. What
    is sent may go up to there with what costs little: parameters, index arithmetic,
    parts, casts, and element-wise ops. Regions are borders.

    No op made so gives or gets more than `bucket-bytes` on a rank, whichever is
    more, at the sizes that memory is planned for: of a gather that is its results,
    which memory has to hold until they are read. What is larger, or of a size that
    is not known, is alone. What is gathered
    twice, as parameters are for the forward pass and again for the backward pass, is
    gathered late the second time so that memory is free in between: the same value
    is not in one op twice, what comes second begins another op, and the two are not
    made one gather.

    Before that, collectives that are the same in each turn of a loop go in front of
    it, with what they need, innermost loops first. That is right for a loop without
    turns, as they have no effect, and all ranks make as many turns. The loop holds
    their results while it runs, so that gathers go only as long as their results are
    no more than `bucket-bytes` larger, all together, than what is gathered.
  }];
  let options = [
    Option<"bucketBytes", "bucket-bytes", "uint64_t", "67108864",
      "How many bytes a rank may give or get at once, of several collectives.">
  ];
}

def DescribeRanksPass : Pass<"ag-describe-ranks", "::mlir::ModuleOp"> {
  let summary = "Tell what ranks send";
  let description = [{
    Makes a remark at each collective: how many bytes one rank sends, and how long
    that takes by the model of the mesh, times the turns of loops around it that are
    known. Nothing is changed.

    ```mlir
    %y = ag.all_reduce sum ["tp"] %x : tensor<4x8xf32>
    ```
    sends 192 bytes along 4 ranks: twice 3/4 of the 128 that each has.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def ForgetPinsPass : RestatingPass<"ag-forget-pins", "::mlir::ModuleOp"> {
  let summary = "Let programs that no ranks share no more say how";
  let description = [{
    A pin is a border between groups, and no phase behind reads it:

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
