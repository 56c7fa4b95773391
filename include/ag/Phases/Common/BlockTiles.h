//===- BlockTiles.h - loops over tiles, one for each block ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op of linalg shared among the blocks of a GPU?
//
//   %y = linalg.generic ins(%x : tensor<?x500xf32>) outs(%e)
//
// becomes a loop whose iterations are blocks, of tiles that are no larger than
// mostTileElements, and smaller at the edges:
//
//   scf.forall (%b) in (%count) shared_outs(%o = %e) {
//     %id:2 = affine.delinearize_index %b into (%rows, 1)
//     %n = affine.min #min(%id#0)[%d]             // at most 2 rows
//     %t = linalg.generic ins(%x[2 * %id#0, 0] [%n, 500]) outs(%o[...])
//     scf.forall.in_parallel { tensor.parallel_insert_slice %t into %o }
//   } {mapping = [#gpu.block<x>]}
//
// The same holds for buffers, where the tile is written in its place. Loops
// that reduce are whole in each block; tiles of products are BlockProducts.h's.
// A tensor that is filled with what a reduction begins with is filled tile by
// tile, in the loop.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_BLOCKTILES_H
#define AG_PHASES_COMMON_BLOCKTILES_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Threads of a block.
constexpr int64_t blockThreads = 256;
/// Elements of a tile: a few for each thread.
constexpr int64_t mostTileElements = 4 * blockThreads;

/// Returns true if each result moves along all parallel loops, and along no
/// other: a place is then written by one step of those.
bool hasOneElementAPlace(mlir::linalg::LinalgOp op);

/// Returns true if the op is known to have so few results that not even a block
/// for each keeps a GPU busy.
bool hasFewResults(mlir::linalg::LinalgOp op);

/// Which threads of a block compute a result of an op that reduces: one, or
/// `lanes` of them, which share its loop number `loop`.
struct ThreadShare {
  int64_t lanes = 1;
  unsigned loop = 0;
};

/// Lanes share a loop along which they read neighbouring elements, where
/// neighbouring results read no such: all threads if there is one result, else
/// those of a warp. It follows from the op alone, and is the same for its tile.
ThreadShare chooseShare(mlir::linalg::LinalgOp op);

/// What one block has of an op: at most so many elements of each result, and
/// which of its threads compute each.
struct BlockShare {
  int64_t elements = 1;
  ThreadShare threads;
  /// It is a tile of BlockProducts.h, of which each thread has a part.
  bool isProduct = false;
};

/// Returns what a block has of an op that tileToBlocks tiles.
BlockShare findBlockShare(mlir::linalg::LinalgOp op);

/// Returns true if `op` is a loop of which each iteration is a block of a GPU.
bool isOverBlocks(mlir::Operation *op);

/// Begins a loop over `blocks` blocks that write to `outputs`, and leaves
/// `rewriter` at the end of its body.
mlir::scf::ForallOp beginBlockLoop(mlir::RewriterBase &rewriter,
                                   mlir::Location loc,
                                   mlir::OpFoldResult blocks,
                                   mlir::ValueRange outputs);

/// An op in the only iteration of a loop over blocks.
struct BlockOp {
  mlir::scf::ForallOp loop;
  mlir::Operation *op;
  /// Of what the loop writes to: what each result is made of.
  llvm::SmallVector<mlir::Value> slices;
};

/// Lets one block do what `op` does, whose results are what it makes of
/// `inits`, and writes them onto `outputs`. Results are slice number %b of
/// tensors with one dimension more, of 1, so that bufferization sees where they
/// go:
///
///   %e = tensor.expand_shape %o [] : tensor<f32> into tensor<1xf32>
///   scf.forall (%b) in (1) shared_outs(%s = %e) {
///     %d = tensor.extract_slice %s[%b] [1] [1] : tensor<1xf32> to tensor<f32>
BlockOp runInBlock(mlir::RewriterBase &rewriter, mlir::Operation *op,
                   mlir::ValueRange inits, mlir::ValueRange outputs);

/// Replaces `op` by a loop over tiles for blocks, and returns the loop. An op
/// that has a loop of no step is replaced by what it would write to; the result
/// is then null. Fails, and leaves `op`, if upstream cannot tile it.
mlir::FailureOr<mlir::scf::ForallOp> tileToBlocks(mlir::RewriterBase &rewriter,
                                                  mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_PHASES_COMMON_BLOCKTILES_H
