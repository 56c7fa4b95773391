//===- StreamRange.h - which part of a stream rows need ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Through which part of a dimension does a tile of rows go, and where does it
// ask the masks? Rows i to i + 63 of a window, j <= i and j >= i - 100:
//
//   from i - 100, rounded down to a tile        with masks
//   from i - 37, rounded up                     without
//   from i, rounded down, to i + 64             with masks
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H

#include "Common/Streams/FormTiles.h"
#include "ag/Analysis/Groups/Stream.h"

namespace ag {

struct StreamRange {
  mlir::OpFoldResult begin, end;
  /// No bound leaves a place of it out.
  bool isWithin = true;
  /// It is of whole tiles.
  bool isWhole = false;
};

/// The ranges of the streamed dimension in their order, for the turns of the
/// outer loops.
llvm::SmallVector<StreamRange>
findRanges(mlir::OpBuilder &builder, mlir::Location loc, const FormTable &table,
           const StreamPlan &plan, const std::map<unsigned, FormTurn> &turns,
           const std::map<unsigned, mlir::OpFoldResult> &sizes);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMRANGE_H
