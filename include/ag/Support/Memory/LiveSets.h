//===- LiveSets.h - when buffers live in a partial order --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When does each buffer live if the program is no line: if it runs on several
// streams or devices, whose steps are ordered only where one waits for another?
//
// Points are steps of the program, and some happen before others. A buffer
// lives from the points that define it to those that use it. Two buffers can
// share a place if and only if all points of the one happen before all points
// of the other, whatever order the program takes. Live ranges that say just
// this, so that packIntervals serves, are of sections that stand for sets of
// buffers of which each two conflict:
//
//   stream 1   0 --> 1 --> 2      A at 0, 1     A before C: 0 and 1 before 2
//                \                B at 3, 4     B conflicts with C: whether 4
//   stream 2      3 --> 4         C at 2          or 2 comes first is unknown
//                                               A conflicts with B at 0: 1 and
//                                                 3 are in no order
//
// In the order 0 1 2 3 4, A lives in [0, 2), B in [3, 5) and C in [2, 3). As
// that misses two conflicts, there are sections 5 and 6 for {A, B} and {B, C}.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_LIVESETS_H
#define AG_SUPPORT_MEMORY_LIVESETS_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// Points are numbered from 0 on.
struct PartialOrder {
  unsigned points = 0;
  /// The first happens before the second. What follows of these need not be
  /// given.
  std::vector<std::pair<unsigned, unsigned>> edges;
};

using LiveSet = llvm::SmallVector<LiveRange, 1>;

/// The live set of each buffer, given its points; one without points never
/// lives. Sections up to the number of points are those of one order that the
/// program may take, so that on a line there are no others. Takes bits in the
/// square of the number of points, and of that of buffers. An error if a point
/// does not exist, or happens before itself.
llvm::Expected<std::vector<LiveSet>>
findLiveSets(const PartialOrder &order,
             llvm::ArrayRef<llvm::SmallVector<unsigned>> pointsOfBuffers);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_LIVESETS_H
