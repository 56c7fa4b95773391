//===- Problem.h - what the packing algorithms work on ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is left of a packing problem when all that does not matter is taken
// away?
//
// Of the steps of time only those matter at which a set of buffers lives that
// no other step's set contains. They are numbered; these are the sections. Each
// is the last step before something ends after something began:
//
//   A: [0, 20)   B: [5, 30)   C: [20, 40)      sections: 0 = {A, B}, 1 = {B, C}
//
// Bytes become units: sizes are rounded up to the least alignment, as nothing
// can begin in the rest, and divided by what divides them all.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H

#include "ag/Support/Memory/IntervalPacking.h"

namespace ag {

/// From section `first` until before section `end`.
struct SectionRange {
  unsigned first, end;
  unsigned length() const { return end - first; }
};

/// A buffer that takes room. All but `bytes` is in units.
struct Item {
  int64_t size;
  /// Not empty, disjoint, increasing, with gaps between them.
  llvm::SmallVector<SectionRange, 1> live;
  int64_t alignment;
  std::optional<int64_t> pinned;
  int64_t bytes;

  unsigned first() const { return live.front().first; }
  unsigned end() const { return live.back().end; }
  /// Without the gaps.
  unsigned length() const;
};

bool meet(const Item &a, const Item &b);

/// Of each item, in units.
using Offsets = std::vector<int64_t>;

struct Problem {
  std::vector<Item> items;
  unsigned sections = 0;
  /// The bytes of a unit.
  int64_t unit = 1;
  /// To which all sizes were rounded, in bytes. The unit is a multiple.
  int64_t rounding = 1;
  /// In bytes: no packing has a smaller peak.
  int64_t bound = 0;
  bool hasPinned = false;
  bool hasGaps = false;

  /// The units within which all rounded sizes lie if the bytes lie in `bytes`.
  int64_t unitsIn(int64_t bytes) const;
  /// The highest place of an item that is to end within `bytes`, maybe
  /// negative.
  int64_t highestPlace(const Item &item, int64_t bytes) const;
  /// In bytes.
  int64_t peakOf(llvm::ArrayRef<int64_t> offsets) const;
};

/// Whether a buffer lives at some time, and has a size.
bool takesRoom(const LiveBuffer &buffer);

/// Of buffers without aliases; `itemOf` becomes the number of the item of each,
/// or none if it takes no room.
Problem makeProblem(llvm::ArrayRef<LiveBuffer> buffers,
                    std::vector<std::optional<unsigned>> &itemOf);

/// The sum of the sizes that live in each section, in units.
std::vector<int64_t> liveSums(const Problem &problem);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H
