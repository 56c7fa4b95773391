//===- TileLimits.h - limits of a tile's elements ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which position is the last or the first that a tile needs of a dimension, if
// each element of the tile has a limit? For i + 3 with i from %o to %o + 63,
// the smallest limit is %o + 3 and the largest is %o + 66.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H

#include "Common/Nests/TileSteps.h"

namespace ag {

/// A multiple of an index that ranges over a tile.
struct LimitIndex {
  LoopTile tile;
  int64_t factor;
};

/// A multiple of a size.
struct LimitSize {
  mlir::OpFoldResult size;
  int64_t factor;
};

/// Returns the largest or the smallest sum of `constant`, `indices` and `sizes`
/// over all elements of the tiles.
mlir::OpFoldResult applyLimit(mlir::OpBuilder &builder, mlir::Location loc,
                              int64_t constant,
                              llvm::ArrayRef<LimitIndex> indices,
                              llvm::ArrayRef<LimitSize> sizes, bool isLargest);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H
