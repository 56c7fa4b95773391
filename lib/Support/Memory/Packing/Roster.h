//===- Roster.h - the unplaced items of each section ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which items of each section are not placed yet, and what is their sum? The
// list of a section has its unplaced items first, so that an item leaves by a
// swap, and the last one to leave comes back by raising a number:
//
//   A B C | D      place(A)      C B | A D
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_ROSTER_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_ROSTER_H

#include "Problem.h"

namespace ag {

class Roster {
public:
  /// Makes a roster on which no item is placed. Refers to `problem`.
  explicit Roster(const Problem &problem);

  /// Marks an unplaced item as placed.
  void place(unsigned item);
  /// Unplaces the last items to be placed until `count` are left.
  void unplaceTo(size_t count);

  bool isPlaced(unsigned item) const { return placed[item]; }
  size_t countPlaced() const { return placedItems.size(); }

  /// Returns the sections of an item, in increasing order; not empty.
  llvm::ArrayRef<unsigned> sectionsOf(unsigned item) const {
    return llvm::ArrayRef(sections).slice(
        sectionsBegin[item], sectionsBegin[item + 1] - sectionsBegin[item]);
  }
  /// Returns the unplaced items of a section, in no particular order.
  llvm::ArrayRef<unsigned> unplacedIn(unsigned section) const {
    return llvm::ArrayRef(items).slice(itemsBegin[section], counts[section]);
  }
  unsigned countIn(unsigned section) const { return counts[section]; }
  /// Returns the sum of the sizes of the unplaced items of a section, in units.
  int64_t sumIn(unsigned section) const { return sums[section]; }

private:
  const Problem &problem;
  /// For each item, its sections.
  std::vector<unsigned> sectionsBegin, sections;
  /// For each section, its items, the unplaced ones first. `entries` has, for
  /// each of these, the index of this item and section in `sections`; `slots`
  /// maps that index back to the index in `items`.
  std::vector<unsigned> itemsBegin, items, entries, slots;
  /// For each section, the number and the sum of its unplaced items.
  std::vector<unsigned> counts;
  std::vector<int64_t> sums;
  std::vector<bool> placed;
  std::vector<unsigned> placedItems;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_ROSTER_H
