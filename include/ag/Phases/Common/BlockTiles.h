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
// The same holds for buffers, where the tile is written in its place.
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

/// Returns true if each iteration of `loop` is a block of a GPU.
bool isOverBlocks(mlir::scf::ForallOp loop);

/// Replaces `op`, all of whose loops are parallel, by a loop over tiles for
/// blocks, and returns the loop. An op that has no element is replaced by what
/// it would write to; the loop is null. Fails, and leaves `op`, if upstream
/// cannot tile it.
mlir::FailureOr<mlir::scf::ForallOp> tileToBlocks(mlir::RewriterBase &rewriter,
                                                  mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_PHASES_COMMON_BLOCKTILES_H
