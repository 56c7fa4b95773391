//===- TileLimits.h - limits of a tile's elements ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Up to which place, or from which one on, does a tile need a dimension, if
// each of its elements has a limit? Of i + 3 with i from %o to %o + 63, the
// smallest is %o + 3 and the largest %o + 66.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H

#include "Common/Nests/TileTurns.h"

namespace ag {

/// A multiple of an index in a tile.
struct LimitIndex {
  LoopTile tile;
  int64_t factor;
};

/// A multiple of a size.
struct LimitSize {
  mlir::OpFoldResult size;
  int64_t factor;
};

/// Returns the largest or the smallest of the sums of `constant`, `indices` and
/// `sizes`.
mlir::OpFoldResult applyLimit(mlir::OpBuilder &builder, mlir::Location loc,
                              int64_t constant,
                              llvm::ArrayRef<LimitIndex> indices,
                              llvm::ArrayRef<LimitSize> sizes, bool isLargest);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_TILELIMITS_H
