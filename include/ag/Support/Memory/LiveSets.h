//===- LiveSets.h - when buffers live in a partial order --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When does each buffer live in a program that is only partially ordered,
// because it runs on several streams or devices?
//
// Points are steps of the program; some of them happen before others. A buffer
// lives from the points that define it to those that use it. Two buffers can
// share memory if and only if all points of one happen before all points of the
// other, in every order that the program can take. The live sets express this
// condition as ranges that packIntervals() accepts. Where a linear order of the
// points cannot express it, they have additional sections, each for a set of
// buffers that pairwise conflict:
//
//   stream 1   0 --> 1 --> 2      A at 0, 1     A before C: 0 and 1 before 2
//                \                B at 3, 4     B conflicts with C: whether 4
//   stream 2      3 --> 4         C at 2          or 2 comes first is unknown
//                                               A conflicts with B at 0: 1 and
//                                                 3 are in no order
//
// In the order 0 1 2 3 4, A lives in [0, 2), B in [3, 5) and C in [2, 3). This
// order misses two conflicts, so that sections 5 and 6 are added for {A, B} and
// {B, C}.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_LIVESETS_H
#define AG_SUPPORT_MEMORY_LIVESETS_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// A strict partial order of points, which are numbered from 0.
struct PartialOrder {
  unsigned points = 0;
  /// Pairs of which the first point happens before the second. Pairs that
  /// follow by transitivity may be left out.
  std::vector<std::pair<unsigned, unsigned>> edges;
};

using LiveSet = llvm::SmallVector<LiveRange, 1>;

/// Returns the live set of each buffer, given its points; it is empty for a
/// buffer without points. Sections below the number of points are those of one
/// order that the program can take, so that a linear order has no others.
/// Memory is quadratic in bits in the numbers of points and of buffers. Returns
/// an error if a point does not exist or happens before itself.
llvm::Expected<std::vector<LiveSet>>
findLiveSets(const PartialOrder &order,
             llvm::ArrayRef<llvm::SmallVector<unsigned>> pointsOfBuffers);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_LIVESETS_H
