//===- SearchState.h - what is placed and what it implies -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where can what is not placed yet still go, within a capacity?
//
// Items are placed from the bottom up. So all that is known of what is placed
// is the floor of each section: the lowest offset that an unplaced item may
// take there. The place of an item is the lowest that it may take: the highest
// floor of its sections, rounded up to its alignment. Each follows from the
// other, as a floor that is under the places of all unplaced items of its
// section rises:
//
//   3 |     |          A is in sections 0 and 1, B in 1: both have the place 3,
//     |     |          and if A is the last one in section 0, its floor is 3.
//   1 |_____|
//     section 0 1
//
// A packing is impossible if the floor of a section and the sizes of its
// unplaced items come above the capacity, or a place above its item's highest.
//
// An item that is refused at its place, in a packing that is to be the one with
// the least sum of offsets, must be hindered by another one that begins below
// its end there: else it could be lowered. It is impossible that none can.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H

#include "Problem.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

class SearchState {
public:
  explicit SearchState(const Problem &problem);

  /// Forgets everything placed; true if the capacity is not refuted already.
  bool start(int64_t capacityBytes);

  /// A moment to return to.
  struct Mark {
    size_t changes, placed, refused;
  };
  Mark mark() const {
    return {changes.size(), placedItems.size(), refused.size()};
  }
  void returnTo(Mark mark);

  /// Places an item at its place, and draws the consequences; false if they are
  /// impossible. Then only returnTo makes the state whole again.
  bool place(unsigned item);
  /// Nothing lies below `floor` in `section` any more, and the items that could
  /// lie on its floor are refused there.
  bool waste(unsigned section, int64_t floor);

  const Problem &problem;
  int64_t capacity = 0;
  /// Counts the work done.
  int64_t steps = 0;
  /// Of items; those of placed ones are final.
  std::vector<int64_t> places;
  std::vector<int64_t> highest;
  /// Of sections.
  std::vector<int64_t> floors;
  std::vector<int64_t> unplacedSums;
  /// How often it was found impossible because of a section.
  std::vector<double> weights;

  bool isPlaced(unsigned item) const { return placed[item]; }
  size_t countUnplaced() const { return places.size() - placedItems.size(); }
  /// The unplaced items of a section, in no order.
  llvm::ArrayRef<unsigned> unplacedIn(unsigned section) const {
    return llvm::ArrayRef(roster).slice(rosterBegin[section],
                                        unplacedCounts[section]);
  }
  unsigned countIn(unsigned section) const { return unplacedCounts[section]; }
  llvm::ArrayRef<unsigned> sectionsOf(unsigned item) const {
    return llvm::ArrayRef(sectionList)
        .slice(sectionsBegin[item],
               sectionsBegin[item + 1] - sectionsBegin[item]);
  }
  llvm::ArrayRef<unsigned> conflictsOf(unsigned item) const {
    return llvm::ArrayRef(conflictList)
        .slice(conflictsBegin[item],
               conflictsBegin[item + 1] - conflictsBegin[item]);
  }
  bool areInConflict(unsigned a, unsigned b) const {
    return conflictBits[size_t(a) * places.size() + b];
  }
  bool isIn(unsigned item, unsigned section) const {
    return llvm::any_of(problem.items[item].live, [&](SectionRange range) {
      return range.first <= section && section < range.end;
    });
  }
  /// Whether all floors under the item are at its place.
  bool isFlat(unsigned item) const;
  /// The level at which an item was refused with nothing placed that hinders
  /// it; or -1.
  int64_t refusedAt(unsigned item) const { return refusals[item]; }

private:
  void set(int64_t &variable, int64_t value) {
    changes.push_back({&variable, variable});
    variable = value;
  }
  bool raisePlace(unsigned item, int64_t place);
  bool raiseFloor(unsigned section, int64_t floor);
  void enqueue(unsigned section);
  /// Empties the queue, but looks at what is in it only if all was possible.
  bool settle(bool isPossible);
  bool settleSection(unsigned section);
  bool roundToSums(unsigned section);
  bool canBeHindered(unsigned item);
  bool checkRefusals();
  bool fail(unsigned section) {
    weights[section] += 1;
    return false;
  }
  void makeRoster();
  void makeConflicts();

  std::vector<unsigned> sectionsBegin, sectionList;
  /// Of each section, its items, the unplaced ones first; beside each item the
  /// place of this section in sectionList, for which slots says where in the
  /// roster it stands.
  std::vector<unsigned> rosterBegin, roster, rosterEntry, slots;
  std::vector<unsigned> unplacedCounts;
  std::vector<unsigned> conflictsBegin, conflictList;
  std::vector<bool> conflictBits;

  std::vector<bool> placed;
  std::vector<unsigned> placedItems;
  std::vector<int64_t> refusals, witnesses;
  std::vector<unsigned> refused; // With some that are not any more.
  std::vector<uint64_t> sums;

  struct Change {
    int64_t *variable;
    int64_t before;
  };
  std::vector<Change> changes;
  std::vector<unsigned> queue;
  std::vector<bool> isQueued;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SEARCHSTATE_H
