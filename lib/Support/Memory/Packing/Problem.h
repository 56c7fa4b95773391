//===- Problem.h - what the packing algorithms work on ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parts of a packing problem determine its solutions?
//
// Only some steps of time matter: those whose set of live buffers is not part
// of another step's set. They are numbered; these are the sections. Each is the
// last step before a buffer's end that follows a buffer's start:
//
//   A: [0, 20)   B: [5, 30)   C: [20, 40)      sections: 0 = {A, B}, 1 = {B, C}
//
// Bytes become units. Sizes are rounded up to the least alignment, since no
// buffer can begin in the remainder, and divided by their common divisor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// The sections from `first` to before `end`.
struct SectionRange {
  unsigned first, end;
  unsigned length() const { return end - first; }
};

/// A buffer with steps and bytes. All fields but `bytes` are in units.
struct Item {
  int64_t size;
  /// Disjoint and increasing, with gaps between the ranges; not empty.
  llvm::SmallVector<SectionRange, 1> live;
  int64_t alignment;
  std::optional<int64_t> pinned;
  int64_t bytes;

  unsigned first() const { return live.front().first; }
  unsigned end() const { return live.back().end; }
  /// Returns the number of sections, gaps not counted.
  unsigned length() const;
  bool livesIn(unsigned section) const {
    return llvm::any_of(live, [&](SectionRange range) {
      return range.first <= section && section < range.end;
    });
  }
};

bool meet(const Item &a, const Item &b);

/// The offset of each item, in units.
using Offsets = std::vector<int64_t>;

struct Problem {
  std::vector<Item> items;
  unsigned sections = 0;
  /// The number of bytes in a unit.
  int64_t unit = 1;
  /// The alignment to which all sizes were rounded, in bytes. The unit may be a
  /// multiple of it.
  int64_t rounding = 1;
  /// In bytes: a lower bound of the peak.
  int64_t bound = 0;
  bool hasPinned = false;
  bool hasGaps = false;

  /// Returns the number of units that rounded sizes may take in a capacity of
  /// `bytes`.
  int64_t unitsIn(int64_t bytes) const;
  /// Returns the highest offset, in units, at which `item` ends within `bytes`.
  /// It may be negative.
  int64_t highestPlace(const Item &item, int64_t bytes) const;
  /// Returns the peak in bytes.
  int64_t peakOf(llvm::ArrayRef<int64_t> offsets) const;
};

/// Returns true if a buffer has steps and bytes.
bool takesRoom(const LiveBuffer &buffer);

/// Makes the problem of buffers without aliases. Sets `itemOf` to the number of
/// each buffer's item, or std::nullopt if the buffer has no steps or no bytes.
Problem makeProblem(llvm::ArrayRef<LiveBuffer> buffers,
                    std::vector<std::optional<unsigned>> &itemOf);

/// Returns the sum of the sizes that live in each section, in units.
std::vector<int64_t> liveSums(const Problem &problem);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_PROBLEM_H
