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
  let summary = "Let loops carry each tensor in one buffer";
  let description = [{
    What a loop yields is materialised in the iteration's argument, so that a loop
    allocates nothing for what it carries. This is a demand: the passes behind it
    compute there what can be (ag-write-in-place, ag-tile-contractions), and
    ag-bufferize copies the rest, but takes no other buffer.

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
  let summary = "Forget which loops a program says that threads may share";
  let description = [{
    Only what the passes behind it find out says so: what a program claims, or what
    was right before its loops were rewritten, is not believed.

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
    The ops of a group (ag.fused), linalg on tensors, go into one nest of the loops
    that they share, which threads may share too (`ag.parallel`): each turn makes a
    tile of each op. What lies between them then takes the memory of a tile. An op
    that does not know a loop is computed in front of it, once. A tile that does not
    divide a loop leaves a rest, a turn of its own.

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
    Ops that save nothing in one loop, as element-wise ones, or a product and what is
    computed on its accumulators, just take the group's place, as do those of which
    each loop is reduced by some. No group is left, but each op says which it was of
    (`ag.group = 3`), one outside of groups has a negative number for itself: the
    passes behind, which make loops of these ops, join ops of one group and no
    others. A box that can be no group, or says of itself what is wrong, is an error,
    as it is to ag-fuse. The remarks `group` say what became of each.

    The loops are those that the group says (`nest`). They are chosen here where it
    says none, or where these are for another processor, which a remark `nest` tells;
    a nest that the ops rule out is an error.

    A group that goes once through a dimension that it reduces, as attention through
    its keys, is streamed: a loop over tiles of that dimension carries what is summed
    up, of which nothing is as long. Where masks leave elements out, the loop begins
    and ends with what counts, and asks them in the tiles at its ends alone. So it is
    where it saves: where a tile of rows of what is held else takes more than the
    nearest cache, or a mask bounds the loop. The remarks `stream` say why it is not.
    In other nests, ops leave out what masks leave out of sums, as the rows in front
    of a tile of columns in the gradient of causal attention: iterations read, and
    add to, slices of the dimensions that are no loops, and an inner loop begins and
    ends with what counts for the tiles of the outer ones. The metric `ranges` of the
    remark `group` counts these dimensions.
    Streamed or not, a maximum that is not in the formulas of the results is one of
    numbers alone (`arith.maxnumf`).
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def LoopOverTapsPass : Pass<"ag-loop-over-taps", "::mlir::func::FuncOp"> {
  let summary = "Take windows out of ops, tap by tap";
  let description = [{
    A linalg op that reads or writes at sums of loops, a convolution, a pooling or
    the gradient of one, becomes a plain op on strided slices, in loops over the taps
    of its windows, which accumulates in place. Taps are the shorter loops of each
    sum. Where they alone are summed over, as in a pooling, up to 16 of them are one
    op that reads all slices.

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
    A border that tensor.pad put around an operand is not made where its value is
    neutral, as 0 is under a product or a sum: each tap goes over the places that it
    does not see the border from. So it is with places of the result that a slice
    behind the op leaves out. Where the value is another one, the same at all places,
    a tap is parted: what is inside reads the image, what is outside the value; of
    borders that lie differently one at most. An operand or a result whose last
    dimension is strided and reused is copied such that the elements of a tap lie
    together. Where L2 does not hold half of the result, all taps add to some places
    of its outermost loop, its images, before they add to the next ones: such a block
    comes from memory once, and threads share the blocks. The remarks `taps` say how
    many taps are joined, how many operands have no border, how many places a block
    has (0 where there are none), and why windows stay.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FuseElementwisePass : Pass<"ag-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Join element-wise ops with their users";
  let description = [{
    Where no work is done twice that is worth a pass over memory. linalg ops other
    than fill become generics; reshapes are written so that users see through them,
    ops with no element to compute are left out, and equal ones merged. A contraction
    takes in nothing that it would compute over and over, and what uses its result
    stays beside it, to be computed on its accumulators.

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
    Ops join users of their own group (`ag.group`), and what only moves elements any
    user. The remarks `memory` say which results lie in memory for a user of the same
    group, and why.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def WriteInPlacePass : Pass<"ag-write-in-place", "::mlir::func::FuncOp"> {
  let summary = "Let element-wise ops write onto what they update";
  let description = [{
    An element-wise op whose result is to lie in the memory of an argument (by
    `ag.alias`, or as a loop carries it) that it reads at the same places writes onto
    that argument, if nothing reads that later.

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
    The remarks `in-place` say which results are computed where they are to lie.
  }];
  let dependentDialects = [
    "::mlir::linalg::LinalgDialect"
  ];
}

def BlockContractionsPass : Pass<"ag-block-contractions", "::mlir::func::FuncOp"> {
  let summary = "Compute contractions in blocks that stay in the core's cache";
  let description = [{
    The tiles of a contraction read one operand again for each few columns, and the
    other one for each few rows. Where the core's own cache does not hold what is
    read again, the contraction becomes a loop over blocks of its sums, of its rows,
    or of both: a block's operands stay in the cache while its tiles read them.

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
    Eight blocks of sums add to sums of their own, which Kahan's sum joins. Blocks of
    rows, which threads may share, compute the element-wise op that uses the result
    as well. Extents that are not known, and products in batches, are left. The
    remarks `blocks` say in which blocks.
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
    A contraction reads a few columns of all rows of a matrix at once, a panel. The
    matrix is copied such that each panel lies together: a weight's copy is made by
    load, another matrix is only packed if many rows use it. One that is small, or
    has columns that are no whole number of panels, is left. How wide a panel is
    follows from the machine's vectors (`ag.target`).

    ```mlir
    %c(m, n) += %a(m, k) * %b(k, n)
    ```
    becomes, with panels of 32 columns
    ```mlir
    %p(p, k, c) = %b(k, 32 * p + c)
    %d(m, p, c) += %a(m, k) * %p(p, k, c)
    %c = tensor.collapse_shape %d [[0], [1, 2]]
    ```
    The remarks `panels` say what is packed, and `moved` what a caller could give in
    that layout.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"
  ];
}

def HoistInvariantsPass : Pass<"ag-hoist-invariants", "::mlir::func::FuncOp"> {
  let summary = "Compute once what is the same in each turn of a loop";
  let description = [{
    In front of the loop, for a linalg op that can be computed though the loop has no
    turn: its sizes are numbers, and it reads no element by an index that may be
    outside. What is so made of weights alone, load can make.

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
    A sum of products becomes loops over tiles of its result, as tall and wide as the
    registers of the machine (`ag.target`) hold, with the element-wise op that uses
    the result computed on the accumulators. A matrix that is not contiguous along
    the vectors is copied first, unless few rows use it. The loops carry their
    destination, and threads may share them (`ag.parallel`).

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
    Multiplications and additions are fused, the same way on each run. The remarks
    `contraction` give the tiles, `memory` says why the user of the same group is not
    taken in, and `moved` what a caller could give in another layout.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"
  ];
}

def FuseSharedPass : Pass<"ag-fuse-shared", "::mlir::func::FuncOp"> {
  let summary = "Let ops of a group share a loop over rows, or over elements";
  let description = [{
    An element-wise op and the reductions that it reads, as in a softmax, go into one
    loop over rows, which threads may share (`ag.parallel`), where each row of an op
    is needed in one iteration alone. What lies between them then takes the memory of
    one row.

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
    An element-wise op that several ops read is computed once, in one loop with those
    of them that are element-wise too. What others read besides is a further result;
    the rest is in no memory.

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
    Only ops of one group (`ag.group`) share a loop; element-wise ops if vectors along
    it suit both, if what is read besides is computed in front of all users, and if no
    function of math then waits for more of them than before. The remarks `loops` name
    these ops, and say why others lie in memory for a user of their group, or why a
    reduction has loops of its own.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"
  ];
}

def CheckGroupsPass : Pass<"ag-check-groups", "::mlir::func::FuncOp"> {
  let summary = "Say which groups are computed together";
  let description = [{
    The phase `fuse` decides which ops are computed together; this pass compares the
    loops that became of each group. A group is taken back, in part, if more tensors
    lie whole in memory between two of its ops than are planned to (`ag.whole`, which
    `ag-tile-groups` notes for each group), though other ops may move them in between;
    the remark `group` is `missed` then, at the op that computes the first, and says
    how many there are. It is `passed` of other groups, but for those of which all
    values are planned to lie in memory (-1). A report counts both (`groups`).

    ```mlir
    %e = scf.for ... {ag.group = 3}
    %y = scf.for ... reads %e {ag.group = 3}
    ```
    becomes
    ```mlir
    %e = scf.for ...
    %y = scf.for ... reads %e
    ```
    No pass behind this one joins ops: which group an op was of is forgotten.
  }];
}

def DecomposePadsPass : RestatingPass<"ag-decompose-pads", "::mlir::func::FuncOp"> {
  let summary = "Insert what is padded into a filled tensor";
  let description = [{
    What is padded may then be computed where it is to lie. Sizes that only the
    type of the result tells are left to a cast, as what is padded may be empty.

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
    A generic that only copies, and exchanges the innermost dimension with another,
    goes over squares, as wide as a vector of the machine (`ag.target`): their rows
    are read, transposed by shuffles and written. Where an extent is less than that,
    single elements are copied.

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
  let summary = "Compute generics along vectors";
  let description = [{
    Element-wise ops and reductions become loops whose innermost computes vectors of
    the machine (`ag.target`) along the loop that is contiguous for most of their
    operands; the last ones are masked, or computed one by one. The loops carry their
    destinations, and threads may share those along which each result moves
    (`ag.parallel`). What fits none of this stays linalg, for plain loops.

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
    Floating-point sums are reassociated, the same way on each run. The remarks
    `elementwise` and `reduction` say how wide the vectors are, and `loops` which ops
    are left.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"
  ];
}

def ResolveDimsPass : RestatingPass<"ag-resolve-dims", "::mlir::func::FuncOp"> {
  let summary = "Ask for sizes where a tensor begins";
  let description = [{
    Nothing is then computed for its shape alone, and sizes that are one are seen to
    be one.

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
  let summary = "Let ops of linalg write what is made of numbers";
  let description = [{
    The host of a GPU writes no element: constants of one value, splats, elements
    that are inserted, and what is generated, are ops of linalg. Results that nobody
    uses go.

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
  let summary = "Compute result by result what adds to results at computed places";
  let description = [{
    A loop of a place that is computed follows from the place and the other loops,
    where these leave a step of it: so the place is a loop instead, and each result
    one thread's.
    A loop that is called parallel, but along which a result does not move, writes
    each place in all its steps, the last one last: it becomes one that reduces.

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
  let summary = "Share a long reduction to few results among blocks of a GPU";
  let description = [{
    Each block reduces a part of one loop, and a second op what they have. How many
    parts there are follows from sizes alone.

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
  let summary = "Let kernels find what breaks demands of each iteration";
  let description = [{
    A kernel ends no run. So what an op of linalg demands of each iteration, a
    reduction finds out before it: the first iteration that breaks a demand. A
    second op computes there what the message names, the host demands that there is
    no such iteration, and the op computes 0 in its place.

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
    Demands in branches of a body, and on what it reduces, stay, and are refused by
    ag-read-in-blocks.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def UpdateInBlocksPass : Pass<"ag-update-in-blocks", "::mlir::func::FuncOp"> {
  let summary = "Read and write by a block where elements say";
  let description = [{
    The host of a GPU reads no element. So a slice at a place that an element gives
    is copied, a scatter's nest and an insertion at such a place are what one block
    does, and the places are clamped, as the demand on them ends the run behind.
    Blocks share the dimensions that no index chooses, if there are more elements
    than threads along them: each does all iterations, on its own columns. A loop
    over such a dimension is none then, but part of what each iteration computes.

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
  let summary = "Make each op a loop over the blocks of a GPU";
  let description = [{
    An op of linalg becomes one loop over tiles, an iteration for each block. Loops
    that reduce are whole in it. A tile has as much of the innermost loops as fits,
    so that blocks share short rows; the host computes that from sizes that are not
    known.

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
    What is computed from elements, and the slices whose places they give, moves into
    the loops over blocks that use it. A demand on elements goes to the end, as the
    host waits there to read them. What else computes elements, or depends on one
    outside of such a loop, is an error at its line.

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
  let summary = "Let results that nothing reads be tensors of each block's own";
  let description = [{
    A loop over blocks loses the results that have no use: what other results are
    computed from is then in tensors that each block has for itself.

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
  let summary = "Compute what depends on parameters and constants alone once, in load";
  let description = [{
    One public function, marked by `ag.load`, makes for all entries what they
    compute of parameters and large constants, and of nothing else; they take it
    as further parameters, named `ag.prepared.0` and so on. It fails in their place
    where they require what does not hold of parameters. Runs after the
    schedule, so that weights are also transposed and packed there. Views, and
    what takes much more memory than what it is made of, stay in the entries.

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
