//===- StreamAccumulators.h - what turns of a stream hold -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do accumulators of a stream need besides their forms? Sums over many
// turns hold an excess, as LongSums.h says, which moves with the anchors as the
// sum does; and what is subtracted from exponents is a number.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H

#include "Common/Streams/FormTiles.h"
#include "ag/Analysis/Groups/Stream.h"

namespace ag {

/// An accumulator, by its number, that holds an excess.
struct StreamSum {
  unsigned number;
  /// The tensor that stands for the excess before the tile, and what that is
  /// once the anchors have moved.
  unsigned before;
  Form moved;
};

/// The sums that more turns may add to than plain sums are good for; `size` is
/// that of the streamed dimension.
llvm::SmallVector<StreamSum>
findLongSums(FormTable &table, const StreamPlan &plan, mlir::OpFoldResult size);

/// Whether other accumulators, or results, read what the accumulator is.
bool isRead(const FormTable &table, llvm::ArrayRef<FormAccumulator> later,
            const FormAccumulator &own);
bool isRead(const FormTable &table, llvm::ArrayRef<FormAtLoops> results,
            const FormAccumulator &own);

/// Of an anchor that has seen nothing yet, which is `start`, 0: e^(x - anchor)
/// of what is masked is 0 then, too.
mlir::Value guardAnchor(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value anchor, double start);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
