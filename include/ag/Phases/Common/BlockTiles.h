//===- BlockTiles.h - loops over tiles, one for each block ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a linalg op distributed over the blocks of a GPU?
//
//   %y = linalg.generic ins(%x : tensor<?x500xf32>) outs(%e)
//
// becomes a loop with one iteration for each block. A tile has at most
// mostTileElements elements, and is smaller at the edges:
//
//   scf.forall (%b) in (%count) shared_outs(%o = %e) {
//     %id:2 = affine.delinearize_index %b into (%rows, 1)
//     %n = affine.min #min(%id#0)[%d]             // at most 2 rows
//     %t = linalg.generic ins(%x[2 * %id#0, 0] [%n, 500]) outs(%o[...])
//     scf.forall.in_parallel { tensor.parallel_insert_slice %t into %o }
//   } {mapping = [#gpu.block<x>]}
//
// An op on buffers becomes the same loop, which writes each tile to a subview.
// Reduction loops are not split: each block runs all of their iterations. Tiles
// of products follow BlockProducts.h. A tensor that is filled with the initial
// value of a reduction is filled tile by tile, in the loop.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_BLOCKTILES_H
#define AG_PHASES_COMMON_BLOCKTILES_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// The greatest number of elements of a tile: a few for each thread.
constexpr int64_t mostTileElements = 4 * blockThreads;

/// Returns true if each result is indexed by all parallel loops and by no other
/// loop. Each element is then written in one iteration of the parallel loops.
bool hasOneElementAPlace(mlir::linalg::LinalgOp op);

/// Returns true if the op has a static number of results that is so small that
/// one block for each result cannot keep a GPU busy.
bool hasFewResults(mlir::linalg::LinalgOp op);

/// The threads that compute one result of a reduction: one thread, or `lanes`
/// threads that share the iterations of loop number `loop`.
struct ThreadShare {
  int64_t lanes = 1;
  unsigned loop = 0;
};

/// Chooses the threads for a result of a reduction. Lanes share a reduction
/// loop along which inputs are contiguous, unless an input is contiguous along
/// another loop. A single result gets all threads of the block, else each
/// result gets a warp. A tile of `op` gives the same answer.
ThreadShare chooseShare(mlir::linalg::LinalgOp op);

/// The share of one block in an op: the greatest number of elements of each
/// result, and the threads that compute one element.
struct BlockShare {
  int64_t elements = 1;
  ThreadShare threads;
  /// True if the share is a tile of BlockProducts.h, which threads subdivide.
  bool isProduct = false;
};

/// Returns the share of one block in an op that tileToBlocks tiles.
BlockShare findBlockShare(mlir::linalg::LinalgOp op);

/// Returns true if `op` is a loop whose iterations are blocks of a GPU.
bool isOverBlocks(mlir::Operation *op);

/// Returns the blocks whose ops the host of a GPU runs: those of the function's
/// body, and the bodies of loops and branches in these, other than loops over
/// blocks. A block comes after the one that it is in. A declaration has none.
llvm::SmallVector<mlir::Block *> findHostBlocks(mlir::func::FuncOp function);

/// Returns the ops of this kind in these blocks.
template <typename Op>
llvm::SmallVector<Op> findHostOps(mlir::func::FuncOp function) {
  llvm::SmallVector<Op> ops;
  for (mlir::Block *block : findHostBlocks(function))
    llvm::append_range(ops, block->getOps<Op>());
  return ops;
}

/// Creates a loop over `blocks` blocks that write to `outputs`, and sets the
/// insertion point of `rewriter` to the end of its body.
mlir::scf::ForallOp beginBlockLoop(mlir::RewriterBase &rewriter,
                                   mlir::Location loc,
                                   mlir::OpFoldResult blocks,
                                   mlir::ValueRange outputs);

/// An op in the only iteration of a loop over blocks.
struct BlockOp {
  mlir::scf::ForallOp loop;
  mlir::Operation *op;
  /// The slices of the loop's outputs that results are written to, in order.
  llvm::SmallVector<mlir::Value> slices;
};

/// Moves `op` into a loop of one block. The slices of `outputs` replace `inits`
/// as the op's destinations. Each result is slice number %b of a tensor that
/// has one more dimension, of size 1, so that bufferization finds the
/// destination:
///
///   %e = tensor.expand_shape %o [] : tensor<f32> into tensor<1xf32>
///   scf.forall (%b) in (1) shared_outs(%s = %e) {
///     %d = tensor.extract_slice %s[%b] [1] [1] : tensor<1xf32> to tensor<f32>
BlockOp runInBlock(mlir::RewriterBase &rewriter, mlir::Operation *op,
                   mlir::ValueRange inits, mlir::ValueRange outputs);

/// Replaces `op` by a loop over tiles for blocks, and returns the loop.
/// Replaces an op with a loop of trip count 0 by its destinations, and returns
/// null. Fails, and keeps `op`, if upstream cannot tile it.
mlir::FailureOr<mlir::scf::ForallOp> tileToBlocks(mlir::RewriterBase &rewriter,
                                                  mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_PHASES_COMMON_BLOCKTILES_H
