//===- StreamAccumulators.h - accumulators of a stream ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do accumulators of a stream need besides their forms? Sums over many
// tiles need an excess (LongSums.h), which is rescaled like the sum when
// anchors move. And numbers that are subtracted from exponents must be finite.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H

#include "Common/Streams/FormTiles.h"
#include "ag/Analysis/Groups/Stream.h"

namespace ag {

/// An accumulator, by its number, that has an excess.
struct StreamSum {
  unsigned number;
  /// The tensor that represents the excess before the tile, and its form after
  /// the anchors have moved.
  unsigned before;
  Form moved;
};

/// Returns the sums that may get more tiles than plain summation allows. `size`
/// is the size of the streamed dimension.
llvm::SmallVector<StreamSum>
findLongSums(FormTable &table, const StreamPlan &plan, mlir::OpFoldResult size);

/// Return true if later accumulators, or results, read the accumulator.
bool isRead(const FormTable &table, llvm::ArrayRef<FormAccumulator> later,
            const FormAccumulator &own);
bool isRead(const FormTable &table, llvm::ArrayRef<FormAtLoops> results,
            const FormAccumulator &own);

/// Returns the anchor, a maximum if `start` is -inf and else a minimum, with
/// the greatest finite number instead of the other infinity: e^(x - anchor) of
/// an infinite element is infinite then, and not NaN.
mlir::Value limitAnchor(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value anchor, double start);

/// Returns the anchor with 0 instead of `start`, its initial value: e^(x -
/// anchor) of masked elements is 0 then, too.
mlir::Value guardAnchor(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value anchor, double start);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
