//===- SearchState.cpp - what is placed and what it implies ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SearchState.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

namespace ag {

/// The largest capacity, in units, for which sums of sizes are enumerated.
constexpr int64_t mostSums = 4096;

//===----------------------------------------------------------------------===//
// The start
//===----------------------------------------------------------------------===//

SearchState::SearchState(const Problem &problem)
    : problem(problem), places(problem.items.size()),
      highest(problem.items.size()), floors(problem.sections),
      weights(problem.sections), roster(problem), conflicts(problem.items),
      refusals(problem.items.size(), -1), witnesses(problem.items.size()),
      isQueued(problem.sections) {
  size_t count = problem.items.size();
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
  trail.clear();
  return isPossible;
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

void SearchState::returnTo(Mark mark) {
  trail.undoTo(mark.changes);
  roster.unplaceTo(mark.placed);
  refused.resize(mark.refused);
}

bool SearchState::place(unsigned item) {
  int64_t size = problem.items[item].size, top = places[item] + size;
  roster.place(item);
  if (refusals[item] >= 0)
    return fail(roster.sectionsOf(item).front());
  for (unsigned other : refused)
    if (refusals[other] >= 0 && conflicts.areMeeting(item, other) &&
        places[item] < refusals[other] + problem.items[other].size)
      trail.set(refusals[other], -1);
  bool isPossible = true;
  for (unsigned section : roster.sectionsOf(item))
    isPossible = isPossible && raiseFloor(section, top);
  return settle(isPossible) && checkRefusals();
}

bool SearchState::waste(unsigned section, int64_t floor) {
  for (unsigned item : roster.unplacedIn(section))
    if (places[item] == floors[section] && refusals[item] < 0) {
      trail.set(refusals[item], places[item]);
      refused.push_back(item);
    }
  return settle(raiseFloor(section, floor)) && checkRefusals();
}

bool SearchState::isFlat(unsigned item) const {
  return llvm::all_of(roster.sectionsOf(item), [&](unsigned section) {
    return floors[section] == places[item];
  });
}

//===----------------------------------------------------------------------===//
// Consequences
//===----------------------------------------------------------------------===//

bool SearchState::raiseFloor(unsigned section, int64_t floor) {
  trail.set(floors[section], floor);
  enqueue(section);
  steps += roster.countIn(section);
  for (unsigned item : roster.unplacedIn(section))
    if (places[item] < floor &&
        !raisePlace(
            item, llvm::alignToPowerOf2(floor, problem.items[item].alignment)))
      return fail(section);
  return true;
}

bool SearchState::raisePlace(unsigned item, int64_t place) {
  if (place > highest[item])
    return false;
  trail.set(places[item], place);
  steps += int64_t(roster.sectionsOf(item).size());
  for (unsigned section : roster.sectionsOf(item))
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
  if (roster.countIn(section) == 0)
    return true;
  steps += roster.countIn(section);
  int64_t least = INT64_MAX;
  for (unsigned item : roster.unplacedIn(section))
    least = std::min(least, places[item]);
  if (least > floors[section])
    trail.set(floors[section], least);
  if (roster.sumIn(section) > capacity - floors[section])
    return fail(section);
  return roundToSums(section);
}

/// Raises places to sums of sizes. Below a place there are unplaced items of
/// the section, and gaps that together take at most the slack of the capacity.
/// The place is therefore a sum of sizes, plus at most the slack.
bool SearchState::roundToSums(unsigned section) {
  int64_t floor = floors[section];
  int64_t slack = capacity - floor - roster.sumIn(section);
  llvm::ArrayRef<unsigned> items = roster.unplacedIn(section);
  if (capacity > mostSums || items.size() < 2)
    return true;
  int64_t least = INT64_MAX, mostPlace = 0;
  for (unsigned item : items) {
    least = std::min(least, problem.items[item].size);
    mostPlace = std::max(mostPlace, places[item]);
  }
  if (slack + 1 >= least || mostPlace == floor)
    return true;
  sums.start(roster.sumIn(section));
  steps += int64_t(sums.countWords() * items.size()) / 4;
  for (unsigned item : items)
    sums.add(problem.items[item].size);
  for (unsigned item : items) {
    int64_t above = places[item] - floor;
    int64_t raised = sums.roundUp(above, slack);
    if (raised > above &&
        !raisePlace(item, llvm::alignToPowerOf2(floor + raised,
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
    return !roster.isPlaced(other) && places[other] < end;
  };
  if (conflicts.areMeeting(item, witnesses[item]) && hinders(witnesses[item]))
    return true;
  for (unsigned other : conflicts.of(item)) {
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
      return fail(roster.sectionsOf(item).front());
  return true;
}

} // namespace ag
