//===- BlockGrid.h - loops as the blocks of a GPU ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do parallel loops of a nest or around a stream become one loop over
// blocks, each of which computes one tile?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_BLOCKGRID_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_BLOCKGRID_H

#include "Common/Nests/TileSteps.h"
#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Phases/Common/BlockTiles.h"

namespace ag {

/// A loop over blocks, and the tile of each of the loops that it replaces, in
/// an iteration.
struct BlockGrid {
  mlir::scf::ForallOp loop;
  llvm::SmallVector<LoopTile> tiles;
};

/// Creates a loop over blocks for loops of these extents, from the outermost
/// on, in tiles of at most `most` positions. It writes to `outputs`, and
/// `work` is noted on it. Sets the insertion point to the end of its body.
BlockGrid beginGrid(mlir::RewriterBase &rewriter, mlir::Location loc,
                    llvm::ArrayRef<mlir::OpFoldResult> extents,
                    llvm::ArrayRef<int64_t> most, mlir::ValueRange outputs,
                    const LoopWork &work);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_BLOCKGRID_H
