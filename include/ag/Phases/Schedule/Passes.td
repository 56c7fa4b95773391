//===- Passes.td - loops over vectors ----------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SCHEDULE_PASSES_TD
#define AG_PHASES_SCHEDULE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def YieldInPlacePass : Pass<"ag-yield-in-place"> {
  let summary = "Keep each iter_arg of a loop in one buffer";
  let description = [{
    Materializes the values that a loop yields in the iteration's arguments, so
    that the loop allocates no memory for them. This is a requirement: the
    passes after it compute values in place if they can (ag-write-in-place,
    ag-tile-contractions), and ag-bufferize copies the others, but uses no other
    buffer.

    ```mlir
    %r = scf.for ... iter_args(%a = %x) -> (tensor<4xf32>) {
      scf.yield %y : tensor<4xf32>
    ```
    becomes
    ```mlir
    %r = scf.for ... iter_args(%a = %x) -> (tensor<4xf32>) {
      %z = bufferization.materialize_in_destination %y in %a
      scf.yield %z : tensor<4xf32>
    ```
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::tensor::TensorDialect"
  ];
}

def DropParallelMarksPass : RestatingPass<"ag-drop-parallel-marks", "::mlir::func::FuncOp"> {
  let summary = "Drop a program's marks of parallel loops";
  let description = [{
    Only the passes after it mark loops that threads may share. Marks of the
    program itself, which may be wrong or may have been invalidated by a rewrite
    of its loops, are not trusted.

    ```mlir
    scf.for %i = %c0 to %n step %c1 { ... } {ag.parallel}
    ```
    becomes
    ```mlir
    scf.for %i = %c0 to %n step %c1 { ... }
    ```
  }];
}

def TileGroupsPass : Pass<"ag-tile-groups", "::mlir::func::FuncOp"> {
  let summary = "Compute groups in loops over tiles";
  let description = [{
    Computes the ops of a group (ag.fused), linalg on tensors, in one nest of
    the loops that they share, which threads may share too (`ag.parallel`). Each
    iteration computes a tile of each op. Values between the ops then take the
    memory of a tile. An op that lacks a loop is computed before it, once. A
    tile size that does not divide a loop leaves a rest, which is an iteration
    of its own. For a GPU, the outermost loops, which are parallel, are one
    scf.forall over blocks, and loops over blocks in the input are an error.

    ```mlir
    %y = ag.fused (%a = %x : tensor<8x64xf32>) -> tensor<8x64xf32> {
      %m(i) = max %a(i, j)
      %s(i, j) = %a(i, j) - %m(i)
      ag.yield %s : tensor<8x64xf32>
    }
    ```
    becomes
    ```mlir
    %y = scf.for %i = %c0 to %c8 step %c1 iter_args(%t = %empty) {
      %m = max %x(%i, j)
      %s(j) = %x(%i, j) - %m
      tensor.insert_slice %s into %t[%i, 0]
    } {ag.parallel}
    ```
    Three kinds of groups save nothing in one nest: element-wise ops, a product
    with the ops on its accumulators, and ops some of which reduce each loop.
    Their ops just replace the group. No group is left, but each op records its
    group (`ag.group = 3`); an op outside of groups has a negative number of its
    own. The passes after this one, which create loops for these ops, join only
    ops of one group. An invalid group, or one with wrong attributes, is an
    error, as it is in ag-fuse. The remarks `group` say what became of each.

    The loops are those of the group's `nest`. They are chosen here if it has
    none, or if it is for another processor, which a remark `nest` reports. A
    nest that the ops rule out is an error.

    A group that iterates once over a dimension that it reduces, as attention
    does over its keys, is streamed. A loop over tiles of that dimension carries
    the sums, none of which has that dimension. If masks leave elements out, the
    loop runs over the remaining range, and evaluates masks only in the tiles at
    its ends. A group is streamed if its values for a tile of rows would take
    more than a quarter of L2. If rows share no operand, they may take the
    core's share of the last cache. It is also streamed if a mask bounds the
    loop. The remarks `stream` say why a group is not streamed.

    In other nests, ops skip elements that masks leave out of sums, such as the
    rows before a tile of columns in the gradient of causal attention.
    Iterations then read, and add to, slices of the dimensions that are no
    loops. An inner loop runs over the range that counts for the tiles of the
    outer loops. The metric `ranges` of the remark `group` counts these
    dimensions.

    Streamed or not, a maximum that the formulas of the results do not contain
    ignores NaNs (`arith.maxnumf`).
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def LoopOverWindowsPass : Pass<"ag-loop-over-windows", "::mlir::func::FuncOp"> {
  let summary = "Replace windows by loops over their offsets";
  let description = [{
    Rewrites linalg ops that read or write at sums of loops, such as a
    convolution, a pooling or the gradient of one. The result is a plain op on
    strided slices in loops over the offsets of the windows, which accumulates
    in place. The window offsets are the shorter loop of each sum. If only these
    loops are reduced, as in a pooling, up to 16 offsets become one op that
    reads all slices.

    ```mlir
    %y(n, y, o) += %x(n, 2y + u, i) * %w(u, i, o)
    ```
    becomes
    ```mlir
    scf.for %u = %c0 to %c3 step %c1 iter_args(%a = %zeros) {
      %s = tensor.extract_slice %x[0, %u, 0] [4, 8, 16] [1, 2, 1]
      %t = tensor.extract_slice %w[%u, 0, 0] [1, 16, 32] [1, 1, 1]
      %a(n, y, o) += %s(n, y, i) * %t(i, o)
    ```
    Padding of an operand by tensor.pad is not materialized if its value is
    neutral, as 0 is in a product or a sum. Each offset then skips the positions
    at which it reads padding. Positions of the result that only a later slice
    drops are skipped in the same way. If the padding has another constant
    value, the iterations of an offset are split: those inside read the tensor,
    those outside the value. Only one of several different paddings is handled
    so. An operand or a result whose last dimension is strided and reused is
    copied such that the elements of an offset are contiguous. If half of L2
    does not hold the result, its outermost loop (its images) is split into
    blocks. All offsets add to a block before they add to the next one. A block
    is then loaded from memory once, and threads share the blocks. The remarks
    `windows` report the numbers of joined offsets, of operands whose padding is
    not materialized, and of positions in a block (0 without blocks). They also
    say why windows stay.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FuseElementwisePass : Pass<"ag-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Fuse element-wise ops with their users";
  let description = [{
    Fuses ops unless the operations that are then computed twice cost more than
    a pass over memory. Before that, all ops of linalg except fill become
    generics, and reshapes are moved so that users see through them. Ops without
    elements to compute are erased, and equal ops are merged. A contraction
    takes in no op that it would compute repeatedly, and users of its result
    stay separate, to be computed on its accumulators.

    ```mlir
    %e = linalg.exp ins(%x) outs(%empty)
    %y = linalg.tanh ins(%e) outs(%empty)
    ```
    becomes
    ```mlir
    %y = linalg.generic ins(%x) outs(%empty) {
    ^bb0(%in: f32, %out: f32):
      %0 = math.exp %in : f32
      %1 = math.tanh %0 : f32
      linalg.yield %1 : f32
    }
    ```
    Ops are fused with users of their own group (`ag.group`); ops that only move
    elements are fused with any user. The remarks `memory` say which results are
    in memory for a user of the same group, and why.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def WriteInPlacePass : Pass<"ag-write-in-place", "::mlir::func::FuncOp"> {
  let summary = "Let element-wise ops write to the operands that they update";
  let description = [{
    The result of an element-wise op may have to be in the memory of an argument
    (by `ag.alias`, or as an iter_arg). If the op reads the argument at the same
    positions, and the argument has no later reader, the op writes to it.

    ```mlir
    %y = linalg.generic ins(%w, %g) outs(%empty) {    // %y takes over %w
    ^bb0(%a: f32, %b: f32, %out: f32):
      %0 = arith.subf %a, %b : f32
    ```
    becomes
    ```mlir
    %y = linalg.generic ins(%g) outs(%w) {
    ^bb0(%b: f32, %out: f32):
      %0 = arith.subf %out, %b : f32
    ```
    The remarks `in-place` say which results are computed in place.
  }];
  let dependentDialects = [
    "::mlir::linalg::LinalgDialect"
  ];
}

def BlockContractionsPass : Pass<"ag-block-contractions", "::mlir::func::FuncOp"> {
  let summary = "Compute contractions in blocks that fit in the core's cache";
  let description = [{
    The tiles of a contraction re-read one operand for every few columns, and
    the other one for every few rows. If the core's own cache does not hold a
    re-read operand, the contraction becomes a loop over blocks of its
    reduction, of its rows, or of both. A block's operands stay in the cache
    while its tiles read them.

    ```mlir
    %c(m, n) += %a(k, m) * %b(k, n)                    // k = 64000
    ```
    becomes
    ```mlir
    scf.for %k = %c0 to %c64000 step %c256 iter_args(%t = %zeros) {
      %s = tensor.extract_slice %a[%k, 0] [256, 256] [1, 1]
      %u = tensor.extract_slice %b[%k, 0] [256, 256] [1, 1]
      %t(m, n) += %s(k, m) * %u(k, n)
    ```
    Groups of eight blocks of the reduction have their own sums, which Kahan's
    sum adds. Blocks of rows, which threads may share, also compute the
    element-wise op that uses the result. Dynamic extents, and batched products,
    are not blocked. The remarks `blocks` report the blocks.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def PackPanelsPass : Pass<"ag-pack-panels", "::mlir::func::FuncOp"> {
  let summary = "Pack large matrices for contractions";
  let description = [{
    A contraction reads a few columns of all rows of a matrix at once, a panel.
    The matrix is copied such that each panel is contiguous. Load copies a
    weight; another matrix is packed only if many rows use it. A matrix that is
    small, or whose columns are no multiple of a panel, is not packed. The width
    of a panel follows from the machine's vectors (`ag.target`).

    ```mlir
    %c(m, n) += %a(m, k) * %b(k, n)
    ```
    becomes, with panels of 32 columns
    ```mlir
    %p(p, k, c) = %b(k, 32 * p + c)
    %d(m, p, c) += %a(m, k) * %p(p, k, c)
    %c = tensor.collapse_shape %d [[0], [1, 2]]
    ```
    The remarks `panels` say what is packed, and `moved` which operands a caller
    could pass in that layout.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"
  ];
}

def HoistInvariantsPass : Pass<"ag-hoist-invariants", "::mlir::func::FuncOp"> {
  let summary = "Hoist loop-invariant ops out of loops";
  let description = [{
    Hoists a linalg op if it may be computed even for a trip count of 0. Its
    sizes are then constants, and it reads no element at an index that may be
    out of bounds. Load can then compute ops that depend on weights alone.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %t = linalg.transpose ins(%w : tensor<4x8xf32>) outs(%empty : tensor<8x4xf32>)
    ```
    becomes
    ```mlir
    %t = linalg.transpose ins(%w : tensor<4x8xf32>) outs(%empty : tensor<8x4xf32>)
    scf.for %i = %c0 to %n step %c1 {
    ```
    The remarks `hoist` name these ops.
  }];
}

def TileContractionsPass : Pass<"ag-tile-contractions", "::mlir::func::FuncOp"> {
  let summary = "Compute contractions in tiles that registers hold";
  let description = [{
    A sum of products becomes loops over tiles of its result. A tile is as large
    as the machine's registers (`ag.target`) allow. The element-wise op that
    uses the result is computed on the accumulators. A matrix that is not
    contiguous along the vectors is copied first, unless few rows use it. The
    loops have their destination as an iter_arg, and threads may share them
    (`ag.parallel`).

    ```mlir
    %c = linalg.generic ... ins(%a, %b) outs(%zeros)    // c(m, n) += a(m, k) * b(k, n)
    ```
    becomes
    ```mlir
    scf.for %n = ... {                                  // tiles of 16 columns
      scf.for %m = ... {                                // of 6 rows
        %sums:6 = scf.for %k = ... {
          %row = vector.transfer_read %b[%k, %n]
          %0 = vector.fma %a0, %row, %sum0
    ```
    Multiplications and additions are fused, in the same way on each run. The
    remarks `contraction` report the tiles, and `memory` why the user of the
    same group is not taken in. The remarks `moved` report operands that a
    caller could pass in another layout.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"
  ];
}

def FuseSharedPass : Pass<"ag-fuse-shared", "::mlir::func::FuncOp"> {
  let summary = "Let ops of a group share a loop over rows or elements";
  let description = [{
    Computes an element-wise op and the reductions that it reads, as in a
    softmax, in one loop over rows, which threads may share (`ag.parallel`).
    Each row of an op must be needed in only one iteration. Values between the
    ops then take the memory of one row.

    ```mlir
    %m(i) = max %x(i, j)
    %y(i, j) = %x(i, j) - %m(i)
    ```
    becomes
    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %m = max %x(%i, j)
      %y(%i, j) = %x(%i, j) - %m
    } {ag.parallel}
    ```
    An element-wise op with several users is computed once, in one loop with
    those users that are element-wise too. Values that other ops read become
    further results; other values are not in memory.

    ```mlir
    %e = linalg.generic ins(%x) outs(%empty) { exp }
    %y = linalg.generic ins(%e) outs(%empty) { neg }
    %s = linalg.generic ins(%e) outs(%zero) { sum }
    ```
    becomes
    ```mlir
    %e, %y = linalg.generic ins(%x) outs(%empty, %empty) {
    ^bb0(%in: f32, %out: f32, %out_0: f32):
      %0 = math.exp %in : f32
      %1 = arith.negf %0 : f32
      linalg.yield %0, %1 : f32, f32
    }
    %s = linalg.generic ins(%e) outs(%zero) { sum }
    ```
    Only ops of one group (`ag.group`) share a loop. Element-wise ops share one
    on three conditions. Vectors along it suit both, the consumer's other
    operands are computed before all users, and no function of math then waits
    for more operands than before. The remarks `loops` name these ops. They also
    say why other values are in memory for a user of their group, or why a
    reduction has loops of its own.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def CheckGroupsPass : Pass<"ag-check-groups", "::mlir::func::FuncOp"> {
  let summary = "Report which groups are computed as planned";
  let description = [{
    The phase `fuse` decides which ops are computed together. This pass compares
    that with the loops of each group. A group is partly taken back if more
    tensors are unsplit in memory between its ops than planned, even if other
    ops move them in between. `ag-tile-groups` records the planned number as
    `ag.whole`. The remark `group` is then `missed`, at the op that computes the
    first such tensor, with their number. It is `passed` for other groups,
    except for those whose values are all planned to be in memory (-1). A report
    counts both (`groups`).

    ```mlir
    %e = scf.for ... {ag.group = 3}
    %y = scf.for ... reads %e {ag.group = 3}
    ```
    becomes
    ```mlir
    %e = scf.for ...
    %y = scf.for ... reads %e
    ```
    No later pass fuses ops, so that the group of an op is dropped.
  }];
}

def DecomposePadsPass : RestatingPass<"ag-decompose-pads", "::mlir::func::FuncOp"> {
  let summary = "Replace a pad by an insertion into a filled tensor";
  let description = [{
    The padded tensor may then be computed in place. Sizes that follow only from
    the type of the result are left to a cast, because the padded tensor may be
    empty.

    ```mlir
    %y = tensor.pad %x low[1] high[2] { tensor.yield %v : f32 }
    ```
    becomes
    ```mlir
    %f = linalg.fill ins(%v) outs(%empty)
    %y = tensor.insert_slice %x into %f[1] [%n] [1]
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"
  ];
}

def VectorizeTransposesPass : Pass<"ag-vectorize-transposes", "::mlir::func::FuncOp"> {
  let summary = "Transpose in registers";
  let description = [{
    A generic that only copies, and exchanges the innermost dimension with
    another one, becomes a loop over squares, as wide as a vector of the machine
    (`ag.target`). Their rows are read, transposed by shuffles and written. If
    an extent is smaller, single elements are copied.

    ```mlir
    %y = linalg.generic ins(%x : tensor<?x?xf32>) outs(%empty)    // y(i, j) = x(j, i)
    ```
    becomes
    ```mlir
    scf.for %i = %c0 to %n step %c8 {
      scf.for %j = %c0 to %m step %c8 {
        %row = vector.transfer_read %x[%j, %i]          // and seven more
        %0 = vector.shuffle %row, %row1 [...]           // 24 of them
        vector.transfer_write %column, %y[%i, %j]       // and seven more
    ```
    The remarks `transposition` name these copies.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def VectorizeRowsPass : Pass<"ag-vectorize-rows", "::mlir::func::FuncOp"> {
  let summary = "Vectorize generics";
  let description = [{
    Element-wise ops and reductions become loops, the innermost of which
    computes vectors of the machine (`ag.target`). It is the loop along which
    most of the operands are contiguous. Its last iterations are masked, or
    computed one by one. The loops have their destinations as iter_args, and
    threads may share those that index each result (`ag.parallel`). Other ops
    stay in linalg, for plain loops.

    ```mlir
    %y = linalg.generic ins(%x : tensor<?xf32>) outs(%empty) { math.exp }
    ```
    becomes
    ```mlir
    scf.for %i = %c0 to %whole step %c8 iter_args(%a = %empty) {
      %0 = vector.transfer_read %x[%i] : tensor<?xf32>, vector<8xf32>
      %1 = math.exp %0 : vector<8xf32>
      %2 = vector.transfer_write %1, %a[%i] : vector<8xf32>, tensor<?xf32>
    ```
    Floating-point sums are reassociated, in the same way on each run. The
    remarks `elementwise` and `reduction` report the width of the vectors, and
    `loops` the ops that stay.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"
  ];
}

def ResolveDimsPass : RestatingPass<"ag-resolve-dims", "::mlir::func::FuncOp"> {
  let summary = "Take sizes from the first tensor that has them";
  let description = [{
    No tensor is then computed for its shape alone, and equal sizes are the same
    value.

    ```mlir
    %y = scf.for ... iter_args(%a = %x) -> (tensor<?xf32>) { ... write onto %a }
    %n = tensor.dim %y, %c0 : tensor<?xf32>
    ```
    becomes
    ```mlir
    %y = scf.for ... iter_args(%a = %x) -> (tensor<?xf32>) { ... write onto %a }
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FillTensorsPass : RestatingPass<"ag-fill-tensors", "::mlir::func::FuncOp"> {
  let summary = "Express tensors made of scalars as linalg ops";
  let description = [{
    The host of a GPU writes no elements. Splat constants, splats, inserted
    elements, and generated tensors become linalg ops. Ops whose results have no
    use are erased.

    ```mlir
    %y = tensor.insert %v into %x[%i] : tensor<4xf32>
    ```
    becomes
    ```mlir
    %0 = linalg.fill ins(%v) outs(%e) -> tensor<f32>
    %y = tensor.insert_slice %0 into %x[%i] [1] [1]
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def OwnResultsPass : Pass<"ag-own-results", "::mlir::func::FuncOp"> {
  let summary = "Compute ops that scatter one result at a time";
  let description = [{
    If an op adds to results at computed positions, one of its loops follows
    from the position and the other loops. The position becomes a loop instead,
    and each result belongs to one thread. If a result is not indexed by a
    parallel loop, each element is written in all iterations of that loop, and
    the last one remains. The loop becomes a reduction.

    ```mlir
    %y = linalg.generic {(y, u) -> (y), (y, u) -> (u), (y, u) -> (2 * y + u)}
    ```
    becomes
    ```mlir
    %y = linalg.generic {(p, u) -> (u), (p, u) -> (p)} {
      %0 = scf.if (2 divides p - u, and 0 <= (p - u) / 2 < n) {
        tensor.extract %x[(p - u) / 2] ...
      } else { 0 }
      %1 = arith.addf %out, %0
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def SplitReductionsPass : Pass<"ag-split-reductions", "::mlir::func::FuncOp"> {
  let summary = "Split a long reduction to few results over GPU blocks";
  let description = [{
    Each block reduces a slice of one loop, and a second op combines the partial
    results. The number of slices depends on sizes alone.

    ```mlir
    %y = linalg.generic ins(%x : tensor<?xf32>) outs(%z : tensor<f32>) { addf }
    ```
    becomes
    ```mlir
    %parts = affine.min(1 + %n floordiv 4096, 512)
    %p = scf.forall (%b) in (%parts) shared_outs(%o = %zeros) -> tensor<?xf32> {
      ... linalg.generic ins(a slice of %x) outs(%o[%b]) { addf }
    } {mapping = [#gpu.block<x>]}
    %y = linalg.reduce ins(%p) outs(%z) { addf }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FindViolationsPass : Pass<"ag-find-violations", "::mlir::func::FuncOp"> {
  let summary = "Let kernels find violations of requirements";
  let description = [{
    A kernel cannot end a run. A requirement of an op of linalg in each
    iteration therefore becomes a reduction before the op, to the first
    iteration that violates it. A second op computes the values that the message
    names. The host requires that there is no such iteration, and the op
    computes 0 there.

    ```mlir
    %y = linalg.generic ins(%i : tensor<?xindex>) outs(%e : tensor<?xf32>) {
      ag.require %inside, "index {0}" (%k)
      linalg.yield (tensor.extract %x[%k])
    }
    ```
    becomes
    ```mlir
    %first = linalg.generic ins(%i) outs(%none : tensor<i64>) { minsi(%inside ? none : place) }
    %named = linalg.generic ins(%first) outs(%f : tensor<i64>) { first < none ? %i[first] : 0 }
    ag.require (%first[] == none), "index {0}" (%named[])
    %y = linalg.generic ins(%i) outs(%e) {
      linalg.yield (%inside ? tensor.extract %x[%k] : 0)
    }
    ```
    Requirements in branches of a body, and on accumulators, stay, and
    ag-read-in-blocks refuses them.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def UpdateInBlocksPass : Pass<"ag-update-in-blocks", "::mlir::func::FuncOp"> {
  let summary = "Run accesses at positions from tensors on a block";
  let description = [{
    The host of a GPU does not wait for positions. A slice at a position that an
    element determines is therefore copied by one block. One block also runs the nest of
    a scatter, and an insertion at such a position. The positions are clamped,
    because their requirement ends the run only later. Blocks share the
    dimensions that no index selects, if these have more elements than a block
    has threads. Each block then runs all iterations on its own columns. A loop
    over such a dimension is removed, and becomes part of what each iteration
    computes.

    ```mlir
    %i = tensor.extract %at[] : tensor<index>
    %y = tensor.insert_slice %u into %x[%i] [4] [1]
    ```
    becomes
    ```mlir
    %i = tensor.extract %at[] : tensor<index>
    %k = max(min(%i, 6), 0)
    %y = scf.forall (%b) in (1) shared_outs(%o = %x) {
      %s = tensor.extract_slice %o[%b, 0] [1, 10] [1, 1]
      %t = tensor.insert_slice %u into %s[%k] [4] [1]
      scf.forall.in_parallel { tensor.parallel_insert_slice %t into %o[%b, 0] }
    } {mapping = [#gpu.block<x>]}
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def TileBlocksPass : Pass<"ag-tile-blocks", "::mlir::func::FuncOp"> {
  let summary = "Turn each op into a loop over the blocks of a GPU";
  let description = [{
    An op of linalg becomes one loop over tiles, with an iteration for each
    block. Reduction loops are not split. A tile has as many iterations of the
    innermost loops as fit, so that blocks share short rows. The host computes
    that from dynamic sizes.

    ```mlir
    %y = linalg.generic ins(%x : tensor<5000xf32>) outs(%e : tensor<5000xf32>) { ... }
    ```
    becomes
    ```mlir
    %y = scf.forall (%b) in (5) shared_outs(%o = %e) -> (tensor<5000xf32>) {
      %begin = affine.apply affine_map<(d0) -> (d0 * 1024)>(%b)
      %size = affine.min affine_map<(d0) -> (1024, d0 * -1024 + 5000)>(%b)
      %t = linalg.generic ins(... of %x) outs(... of %o) { ... }
      scf.forall.in_parallel {
        tensor.parallel_insert_slice %t into %o[%begin] [%size] [1]
      }
    } {mapping = [#gpu.block<x>]}
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def ReadInBlocksPass : RestatingPass<"ag-read-in-blocks", "::mlir::func::FuncOp"> {
  let summary = "Let each block read the elements that its work depends on";
  let description = [{
    Ops that compute with elements, and slices at positions from elements, move
    into the loops over blocks that use them. The host waits for elements only
    where they decide which loops and branches run, or how large a tensor is. A
    requirement on elements moves to the next such place, or to the end of its
    block. Any other op outside of such a loop that computes elements is an
    error at its line.

    ```mlir
    %v = tensor.extract %x[] : tensor<f32>
    %y = scf.forall (%b) in (5) ... { linalg.fill ins(%v) ... }
    ```
    becomes
    ```mlir
    %y = scf.forall (%b) in (5) ... {
      %v = tensor.extract %x[] : tensor<f32>
      linalg.fill ins(%v) ...
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def KeepInBlocksPass : Pass<"ag-keep-in-blocks", "::mlir::func::FuncOp"> {
  let summary = "Keep results without uses in tensors of each block";
  let description = [{
    A loop over blocks loses the results that have no use. Other results that
    are computed from them read tensors that each block has for itself. Each op
    or loop in a block starts from an empty or filled tensor of its own.

    ```mlir
    %0:2 = scf.forall (%b) in (5) shared_outs(%v = %e, %p = %f) ... {
      %s = tensor.extract_slice %v[%i] [%n] [1] : tensor<9xf32> to tensor<?xf32>
      ... tensor.parallel_insert_slice %1#0 into %v ...
    ```
    becomes, where only %0#1 is used,
    ```mlir
    %0 = scf.forall (%b) in (5) shared_outs(%p = %f) ... {
      %s = tensor.empty(%n) : tensor<?xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def SplitLoadPass : Pass<"ag-split-load", "::mlir::ModuleOp"> {
  let summary = "Compute values of parameters and constants once, in load";
  let description = [{
    One public function, marked by `ag.load`, computes for all entries the
    values that depend only on parameters and large constants. The entries take
    them as further parameters, named `ag.prepared.0` and so on. Load fails
    instead of the entries if a requirement on parameters does not hold. Runs
    after the schedule, so that weights are also transposed and packed there.
    Views, and values that take much more memory than their operands, stay in
    the entries.

    ```mlir
    func.func @f(%x: tensor<?x4xf32>, %w: tensor<8x4xf32> {ag.parameter = "w"}) {
      %t = linalg.transpose ... %w
    ```
    becomes
    ```mlir
    func.func @load(%w: tensor<8x4xf32> {ag.parameter = "w"}) -> tensor<4x8xf32> {
      %t = linalg.transpose ... %w
      return %t
    }
    func.func @f(%x: tensor<?x4xf32>, %t: tensor<4x8xf32> {ag.parameter = "ag.prepared.0"}) {
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect"
  ];
}

#endif // AG_PHASES_SCHEDULE_PASSES_TD
