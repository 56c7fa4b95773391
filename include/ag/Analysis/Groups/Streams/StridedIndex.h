//===- StridedIndex.h - slices of operands in a stream ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements of an operand does a step of a stream read?
//
//   q[b, 2 i + 1, d]     every second one of its second dimension, from a place
//                        on that follows from the step
//   x[j / 4]             no slice: several positions read one element
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAMS_STRIDEDINDEX_H
#define AG_ANALYSIS_GROUPS_STREAMS_STRIDEDINDEX_H

#include "ag/Analysis/Groups/Streams/TileOrder.h"

namespace ag {

/// The index `stride` * `loop` + `rest`, or `rest` if there is no loop.
struct StridedIndex {
  std::optional<unsigned> loop;
  int64_t stride = 1;
  Form rest;
};

/// Takes the loop that has several positions in the step out of an index.
/// Returns std::nullopt if there are several such loops, or if the index does
/// not grow linearly with the loop.
std::optional<StridedIndex> splitIndex(FormTable &table, const TileOrder &order,
                                       Form index);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAMS_STRIDEDINDEX_H
