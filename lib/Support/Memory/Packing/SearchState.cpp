//===- SearchState.cpp - what is placed and what it implies ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SearchState.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace ag {

/// The largest capacity, in units, for which sums of sizes are enumerated.
constexpr int64_t mostSums = 4096;

//===----------------------------------------------------------------------===//
// The start
//===----------------------------------------------------------------------===//

SearchState::SearchState(const Problem &problem)
    : problem(problem), places(problem.items.size()),
      highest(problem.items.size()), floors(problem.sections),
      unplacedSums(liveSums(problem)), weights(problem.sections),
      placed(problem.items.size()), refusals(problem.items.size(), -1),
      witnesses(problem.items.size()), isQueued(problem.sections) {
  makeRoster();
  makeConflicts();
}

void SearchState::makeRoster() {
  unplacedCounts.assign(problem.sections, 0);
  sectionsBegin.push_back(0);
  for (const Item &item : problem.items) {
    for (SectionRange range : item.live)
      for (unsigned at = range.first; at < range.end; ++at) {
        sectionList.push_back(at);
        ++unplacedCounts[at];
      }
    sectionsBegin.push_back(sectionList.size());
  }
  rosterBegin.assign(problem.sections + 1, 0);
  std::partial_sum(unplacedCounts.begin(), unplacedCounts.end(),
                   rosterBegin.begin() + 1);
  roster.resize(sectionList.size());
  rosterEntry.resize(sectionList.size());
  slots.resize(sectionList.size());
  std::vector<unsigned> next(rosterBegin);
  for (unsigned item = 0; item < places.size(); ++item)
    for (unsigned entry = sectionsBegin[item]; entry < sectionsBegin[item + 1];
         ++entry) {
      unsigned slot = next[sectionList[entry]]++;
      roster[slot] = item;
      rosterEntry[slot] = entry;
      slots[entry] = slot;
    }
}

void SearchState::makeConflicts() {
  size_t count = places.size();
  conflictBits.assign(count * count, false);
  conflictsBegin.push_back(0);
  for (size_t a = 0; a < count; ++a) {
    for (size_t b = 0; b < count; ++b)
      if (a != b && meet(problem.items[a], problem.items[b])) {
        conflictBits[a * count + b] = true;
        conflictList.push_back(b);
      }
    conflictsBegin.push_back(conflictList.size());
  }
  steps += int64_t(count * count / 8);
}

bool SearchState::start(int64_t capacityBytes) {
  returnTo({0, 0, 0});
  capacity = problem.unitsIn(capacityBytes);
  for (auto [index, item] : llvm::enumerate(problem.items)) {
    highest[index] = problem.highestPlace(item, capacityBytes);
    places[index] = item.pinned.value_or(0);
    if (places[index] > highest[index])
      return false;
    if (item.pinned)
      highest[index] = *item.pinned;
  }
  for (unsigned section = 0; section < problem.sections; ++section) {
    floors[section] = 0;
    enqueue(section);
  }
  bool isPossible = settle(true);
  changes.clear();
  return isPossible;
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

void SearchState::returnTo(Mark mark) {
  while (changes.size() > mark.changes) {
    *changes.back().variable = changes.back().before;
    changes.pop_back();
  }
  while (placedItems.size() > mark.placed) {
    unsigned item = placedItems.back();
    placedItems.pop_back();
    placed[item] = false;
    for (unsigned section : sectionsOf(item)) {
      unplacedSums[section] += problem.items[item].size;
      ++unplacedCounts[section];
    }
  }
  refused.resize(mark.refused);
}

bool SearchState::place(unsigned item) {
  int64_t size = problem.items[item].size, top = places[item] + size;
  placed[item] = true;
  placedItems.push_back(item);
  for (unsigned entry = sectionsBegin[item]; entry < sectionsBegin[item + 1];
       ++entry) {
    unsigned section = sectionList[entry];
    unplacedSums[section] -= size;
    unsigned slot = slots[entry];
    unsigned last = rosterBegin[section] + --unplacedCounts[section];
    std::swap(roster[slot], roster[last]);
    std::swap(rosterEntry[slot], rosterEntry[last]);
    slots[rosterEntry[slot]] = slot;
    slots[rosterEntry[last]] = last;
  }
  if (refusals[item] >= 0)
    return fail(sectionList[sectionsBegin[item]]);
  for (unsigned other : refused)
    if (refusals[other] >= 0 && areInConflict(item, other) &&
        places[item] < refusals[other] + problem.items[other].size)
      set(refusals[other], -1);
  bool isPossible = true;
  for (unsigned section : sectionsOf(item))
    isPossible = isPossible && raiseFloor(section, top);
  return settle(isPossible) && checkRefusals();
}

bool SearchState::waste(unsigned section, int64_t floor) {
  for (unsigned item : unplacedIn(section))
    if (places[item] == floors[section] && refusals[item] < 0) {
      set(refusals[item], places[item]);
      refused.push_back(item);
    }
  return settle(raiseFloor(section, floor)) && checkRefusals();
}

bool SearchState::isFlat(unsigned item) const {
  return llvm::all_of(sectionsOf(item), [&](unsigned section) {
    return floors[section] == places[item];
  });
}

//===----------------------------------------------------------------------===//
// Consequences
//===----------------------------------------------------------------------===//

bool SearchState::raiseFloor(unsigned section, int64_t floor) {
  set(floors[section], floor);
  enqueue(section);
  steps += unplacedCounts[section];
  for (unsigned item : unplacedIn(section))
    if (places[item] < floor &&
        !raisePlace(
            item, llvm::alignToPowerOf2(floor, problem.items[item].alignment)))
      return fail(section);
  return true;
}

bool SearchState::raisePlace(unsigned item, int64_t place) {
  if (place > highest[item])
    return false;
  set(places[item], place);
  steps += int64_t(sectionsOf(item).size());
  for (unsigned section : sectionsOf(item))
    if (floors[section] < place)
      enqueue(section);
  return true;
}

void SearchState::enqueue(unsigned section) {
  if (isQueued[section])
    return;
  isQueued[section] = true;
  queue.push_back(section);
}

bool SearchState::settle(bool isPossible) {
  while (!queue.empty()) {
    unsigned section = queue.back();
    queue.pop_back();
    isQueued[section] = false;
    isPossible = isPossible && settleSection(section);
  }
  return isPossible;
}

bool SearchState::settleSection(unsigned section) {
  if (unplacedCounts[section] == 0)
    return true;
  steps += unplacedCounts[section];
  int64_t least = INT64_MAX;
  for (unsigned item : unplacedIn(section))
    least = std::min(least, places[item]);
  if (least > floors[section])
    set(floors[section], least);
  if (unplacedSums[section] > capacity - floors[section])
    return fail(section);
  return roundToSums(section);
}

/// Raises places to sums of sizes. Below a place there are unplaced items of
/// the section, and gaps that together take at most the slack of the capacity.
/// The place is therefore a sum of sizes, plus at most the slack.
bool SearchState::roundToSums(unsigned section) {
  int64_t floor = floors[section];
  int64_t slack = capacity - floor - unplacedSums[section];
  llvm::ArrayRef<unsigned> items = unplacedIn(section);
  if (capacity > mostSums || items.size() < 2)
    return true;
  int64_t least = INT64_MAX, mostPlace = 0;
  for (unsigned item : items) {
    least = std::min(least, problem.items[item].size);
    mostPlace = std::max(mostPlace, places[item]);
  }
  if (slack + 1 >= least || mostPlace == floor)
    return true;
  size_t words = unplacedSums[section] / 64 + 1;
  sums.assign(words, 0);
  sums[0] = 1;
  steps += int64_t(words * items.size()) / 4;
  for (unsigned item : items) {
    size_t shift = problem.items[item].size / 64;
    unsigned bits = problem.items[item].size % 64;
    for (size_t word = words; word-- > shift;) {
      uint64_t moved = sums[word - shift] << bits;
      if (bits != 0 && word > shift)
        moved |= sums[word - shift - 1] >> (64 - bits);
      sums[word] |= moved;
    }
  }
  auto isSum = [&](int64_t value) {
    return size_t(value / 64) < words && (sums[value / 64] >> (value % 64) & 1);
  };
  for (unsigned item : items) {
    int64_t above = places[item] - floor;
    bool isReached = false;
    for (int64_t gap = 0; gap <= std::min(slack, above) && !isReached; ++gap)
      isReached = isSum(above - gap);
    if (isReached)
      continue;
    do
      ++above;
    while (above <= unplacedSums[section] && !isSum(above));
    if (!raisePlace(item, llvm::alignToPowerOf2(floor + above,
                                                problem.items[item].alignment)))
      return fail(section);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

bool SearchState::canBeHindered(unsigned item) {
  int64_t end = refusals[item] + problem.items[item].size;
  auto hinders = [&](unsigned other) {
    return !placed[other] && places[other] < end;
  };
  if (areInConflict(item, witnesses[item]) && hinders(witnesses[item]))
    return true;
  for (unsigned other : conflictsOf(item)) {
    ++steps;
    if (hinders(other)) {
      witnesses[item] = other;
      return true;
    }
  }
  return false;
}

bool SearchState::checkRefusals() {
  for (unsigned item : refused)
    if (refusals[item] >= 0 && !canBeHindered(item))
      return fail(sectionList[sectionsBegin[item]]);
  return true;
}

} // namespace ag
