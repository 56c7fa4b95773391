//===- StreamRange.h - ranges of a stream that rows need --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Over which part of a dimension does a tile of rows iterate, and where does it
// evaluate masks? For rows i to i + 63 of a window, j <= i and j >= i - 100:
//
//   from i - 100, rounded down to a tile        with masks
//   from i - 37, rounded up                     without
//   from i, rounded down, to i + 64             with masks
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H

#include "Common/Streams/StreamSteps.h"
#include "ag/Analysis/Groups/Stream.h"

namespace ag {

struct StreamRange {
  mlir::OpFoldResult begin, end;
  /// Whether all bounds hold at each position for each row, so that no mask is
  /// needed.
  bool isWithin = true;
  /// Whether the length is a multiple of the tile.
  bool isWhole = false;
};

/// Returns the ranges of the streamed dimension, in order, for the current
/// steps of the outer loops.
llvm::SmallVector<StreamRange>
findRanges(mlir::OpBuilder &builder, mlir::Location loc, const FormTable &table,
           const StreamPlan &plan, const std::map<unsigned, LoopTile> &steps,
           const std::map<unsigned, mlir::OpFoldResult> &sizes);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H
