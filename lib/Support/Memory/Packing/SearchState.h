//===- SearchState.h - what is placed and what it implies -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where can the unplaced items still go, within a capacity?
//
// Items are placed from the bottom up. So all that matters about the placed
// items is the floor of each section: the lowest offset that an unplaced item
// may have there. The place of an item is the lowest offset that it may have:
// the highest floor of its sections, rounded up to its alignment. Floors depend
// on places as well: a floor rises to the lowest place of the unplaced items of
// its section:
//
//   3 |     |          A is in sections 0 and 1, B in 1: both have the place 3,
//     |     |          and if A is the last one in section 0, its floor is 3.
//   1 |_____|
//     section 0 1
//
// A packing is impossible if the floor of a section plus the sizes of its
// unplaced items exceeds the capacity, or if a place exceeds its item's
// highest one.
//
// The search looks for the packing with the least sum of offsets. If an item is
// refused at its place, another item must hinder it, which begins below its end
// there: otherwise it could be lowered. The state is impossible if no item can
// hinder it.
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H

#include "Conflicts.h"
#include "Roster.h"
#include "SubsetSums.h"
#include "Trail.h"

namespace ag {

class SearchState {
public:
  explicit SearchState(const Problem &problem);

  /// Removes all placed items. Returns false if the capacity is already
  /// refuted.
  bool start(int64_t capacityBytes);

  /// A state to return to.
  struct Mark {
    size_t changes, placed, refused;
  };
  Mark mark() const {
    return {trail.size(), roster.countPlaced(), refused.size()};
  }
  void returnTo(Mark mark);

  /// Places an item at its place and propagates the consequences. Returns false
  /// if they are impossible; only returnTo() may follow then.
  bool place(unsigned item);
  /// Raises the floor of `section`, and refuses the items there that could lie
  /// on it. Returns false if this is impossible.
  bool waste(unsigned section, int64_t floor);

  const Problem &problem;
  int64_t capacity = 0;
  /// The work done so far.
  int64_t steps = 0;
  /// For each item, its place; final for placed items. Then its highest one.
  std::vector<int64_t> places;
  std::vector<int64_t> highest;
  /// For each section, its floor.
  std::vector<int64_t> floors;
  /// For each section, the number of failures that it caused.
  std::vector<double> weights;

  const Roster &getRoster() const { return roster; }
  const Conflicts &getConflicts() const { return conflicts; }
  /// Returns true if the floors of all sections of the item are at its place.
  bool isFlat(unsigned item) const;
  /// Returns the offset at which an item was refused while no placed item
  /// hinders it, or -1.
  int64_t refusedAt(unsigned item) const { return refusals[item]; }

private:
  bool raisePlace(unsigned item, int64_t place);
  bool raiseFloor(unsigned section, int64_t floor);
  void enqueue(unsigned section);
  /// Empties the queue. Propagates its sections as long as that is possible.
  bool settle(bool isPossible);
  bool settleSection(unsigned section);
  bool roundToSums(unsigned section);
  bool canBeHindered(unsigned item);
  bool checkRefusals();
  bool fail(unsigned section) {
    weights[section] += 1;
    return false;
  }

  Roster roster;
  Conflicts conflicts;
  Trail trail;
  std::vector<int64_t> refusals, witnesses;
  std::vector<unsigned> refused; // Entries may be out of date.
  SubsetSums sums;
  std::vector<unsigned> queue;
  std::vector<bool> isQueued;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H
