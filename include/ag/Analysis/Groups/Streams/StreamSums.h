//===- StreamSums.h - sums of a stream over many tiles ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sums of a stream need an excess (ag/Phases/Common/LongSums.h), which is
// rescaled like the sum when anchors move? Those over many tiles.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAMS_STREAMSUMS_H
#define AG_ANALYSIS_GROUPS_STREAMS_STREAMSUMS_H

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

/// Returns the sums that may get more tiles than plain summation allows.
/// `length` is the size of the streamed dimension, if it is known.
llvm::SmallVector<StreamSum> findLongSums(FormTable &table,
                                          const StreamPlan &plan,
                                          std::optional<int64_t> length);

/// Return true if later accumulators, or results, read the accumulator.
bool isRead(const FormTable &table, llvm::ArrayRef<FormAccumulator> later,
            const FormAccumulator &own);
bool isRead(const FormTable &table, llvm::ArrayRef<FormAtLoops> results,
            const FormAccumulator &own);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAMS_STREAMSUMS_H
