//===- PackingSearch.cpp - is there a packing within a capacity? ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PackingSearch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <map>
#include <numeric>

namespace ag {

/// Numbers the items such that interchangeable ones have the same number.
static std::vector<unsigned> findKinds(llvm::ArrayRef<Item> items) {
  std::vector<unsigned> kinds;
  std::map<std::vector<int64_t>, unsigned> numbers;
  for (const Item &item : items) {
    std::vector<int64_t> key = {item.bytes, item.alignment,
                                item.pinned.value_or(-1)};
    for (SectionRange range : item.live) {
      key.push_back(range.first);
      key.push_back(range.end);
    }
    kinds.push_back(
        numbers.try_emplace(std::move(key), numbers.size()).first->second);
  }
  return kinds;
}

Search::Search(const Problem &problem)
    : state(problem), problem(problem), memo(problem),
      kinds(findKinds(problem.items)), flatAt(problem.items.size()) {
  for (const Item &item : problem.items)
    lengths.push_back(item.length());
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

SearchOutcome Search::run(int64_t capacity, SearchRule nextRule,
                          int64_t mostFails, int64_t mostSteps) {
  rule = nextRule;
  fails = 0;
  frames.clear();
  capacityBytes = capacity;
  if (!state.start(capacity))
    return SearchOutcome::Impossible;
  Status status = enter({0, problem.sections});
  while (!frames.empty()) {
    if (fails >= mostFails || state.steps >= mostSteps)
      return SearchOutcome::GaveUp;
    status = status == Status::Open ? advance() : leave(status);
  }
  return status == Status::Solved ? SearchOutcome::Found
                                  : SearchOutcome::Impossible;
}

/// Opens a frame for the unplaced items of `range`, if there are any.
Search::Status Search::enter(SectionRange range) {
  llvm::SmallVector<SectionRange, 4> parts = split(range);
  if (parts.empty())
    return Status::Solved;
  Frame frame;
  frame.mark = state.mark();
  frame.range = range;
  if (parts.size() > 1) {
    frame.parts = std::move(parts);
    frames.push_back(std::move(frame));
    return Status::Open;
  }
  frame.range = parts.front();
  frame.key = memo.keyOf(state, frame.range);
  if (memo.isRefuted(frame.key, capacityBytes))
    return Status::Failed;
  frame.question = choose(frame.range);
  frames.push_back(std::move(frame));
  return Status::Open;
}

/// Tries the next answer, or the next part, of the last frame.
Search::Status Search::advance() {
  Frame &frame = frames.back();
  unsigned next = frame.next++;
  if (!frame.parts.empty())
    return next < frame.parts.size() ? enter(frame.parts[next])
                                     : close(Status::Solved);
  state.returnTo(frame.mark);
  Question &question = frame.question;
  bool isPossible;
  if (next < question.items.size()) {
    isPossible = state.place(question.items[next]);
  } else if (next == question.items.size() && question.waste >= 0) {
    isPossible = state.waste(question.section, question.waste);
  } else {
    memo.refute(frame.key, capacityBytes);
    return close(Status::Failed);
  }
  if (isPossible)
    return enter(frame.range);
  ++fails;
  return Status::Open;
}

Search::Status Search::close(Status status) {
  frames.pop_back();
  return status;
}

/// Processes the outcome of the last frame's current answer or part.
Search::Status Search::leave(Status outcome) {
  bool isPart = !frames.back().parts.empty();
  if (isPart == (outcome == Status::Solved))
    return Status::Open;
  return close(outcome);
}

/// Returns the maximal ranges within `range` that unplaced items cover without
/// a gap.
llvm::SmallVector<SectionRange, 4> Search::split(SectionRange range) const {
  llvm::SmallVector<SectionRange, 4> parts;
  for (unsigned item : memo.itemsThatBeginIn(range)) {
    if (state.getRoster().isPlaced(item))
      continue;
    const Item &next = problem.items[item];
    if (parts.empty() || parts.back().end <= next.first())
      parts.push_back({next.first(), next.end()});
    else
      parts.back().end = std::max(parts.back().end, next.end());
  }
  return parts;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

/// Finds the supports of a section, each kind once. Returns false if one is not
/// flat.
bool Search::findSupports(unsigned section,
                          llvm::SmallVectorImpl<unsigned> &items) {
  for (unsigned item : state.getRoster().unplacedIn(section)) {
    ++state.steps;
    if (state.places[item] != state.floors[section])
      continue;
    if (!isFlat(item))
      return false;
    if (llvm::none_of(items, [&](unsigned other) {
          return kinds[item] == kinds[other] &&
                 state.refusedAt(item) == state.refusedAt(other);
        }))
      items.push_back(item);
  }
  return true;
}

/// Caches the answer until the next question.
bool Search::isFlat(unsigned item) {
  if (flatAt[item] / 2 != questions) {
    state.steps += int64_t(state.getRoster().sectionsOf(item).size());
    flatAt[item] = 2 * questions + state.isFlat(item);
  }
  return flatAt[item] % 2;
}

Search::Question Search::choose(SectionRange range) {
  Question best{};
  std::array<double, 3> bestRating;
  ++questions;
  for (unsigned at = range.first; at < range.end; ++at) {
    if (state.getRoster().countIn(at) == 0)
      continue;
    Question question{at, {}, -1};
    if (!findSupports(at, question.items))
      continue;
    if (question.items.size() == 1) {
      question.waste = wasteOf(at);
      if (question.waste < 0)
        return question;
    }
    std::array<double, 3> rating = rate(at, question.items.size());
    if (best.items.empty() || rating < bestRating) {
      best = std::move(question);
      bestRating = rating;
    }
  }
  if (best.items.size() > 1)
    best.waste = wasteOf(best.section);
  sortAnswers(best.items);
  return best;
}

/// Returns the rating of a section. The lowest comes first.
std::array<double, 3> Search::rate(unsigned section, size_t answers) const {
  auto floor = static_cast<double>(state.floors[section]);
  auto sum = static_cast<double>(state.getRoster().sumIn(section));
  double slack = static_cast<double>(state.capacity) - floor - sum;
  double weight = state.weights[section];
  auto count = static_cast<double>(answers);
  switch (rule.section) {
  case SearchRule::Section::LowestThenFullest:
    return {floor, -sum, 0};
  case SearchRule::Section::LowestThenHardest:
    return {floor, -weight, -sum};
  case SearchRule::Section::FewestAnswers:
    return {count, floor, -sum};
  case SearchRule::Section::FewestThenTightest:
    return {count, slack, floor};
  case SearchRule::Section::FewestThenHardest:
    return {count, -weight, floor};
  case SearchRule::Section::FewestThenFullest:
    return {count, -sum, floor};
  case SearchRule::Section::TightestFirst:
    return {slack, floor, count};
  case SearchRule::Section::Hardest:
    return {-weight, count, floor};
  }
  llvm_unreachable("all rules rate");
}

void Search::sortAnswers(llvm::SmallVectorImpl<unsigned> &items) {
  auto measure = [&](unsigned item) {
    auto size = static_cast<double>(problem.items[item].size);
    switch (rule.item) {
    case SearchRule::Item::Longest:
      return lengths[item];
    case SearchRule::Item::LargestArea:
      return lengths[item] * size;
    case SearchRule::Item::Largest:
      return size;
    }
    llvm_unreachable("all rules measure");
  };
  llvm::SmallVector<std::pair<double, unsigned>, 8> order;
  for (unsigned item : items) {
    double chance = static_cast<double>(random() >> 11) * 0x1p-53;
    order.emplace_back(-measure(item) * (1 + rule.noise * (chance - 0.5)),
                       item);
  }
  llvm::sort(order);
  for (auto [index, entry] : llvm::enumerate(order))
    items[index] = entry.second;
}

//===----------------------------------------------------------------------===//
// Waste
//===----------------------------------------------------------------------===//

/// Returns the height to which the floor of `section` rises if no item lies on
/// it, or -1 if that is impossible.
int64_t Search::wasteOf(unsigned section) {
  int64_t floor = state.floors[section], least = INT64_MAX;
  for (unsigned item : state.getRoster().unplacedIn(section)) {
    if (state.places[item] > floor)
      least = std::min(least, state.places[item]);
    else if (problem.items[item].pinned)
      return -1;
    else
      least = std::min(least, restingPlace(item, section));
  }
  if (least == INT64_MAX ||
      least > state.capacity - state.getRoster().sumIn(section))
    return -1;
  for (unsigned item : state.getRoster().unplacedIn(section))
    if (state.places[item] == floor && !couldBeHindered(item, section, least))
      return -1;
  return least;
}

/// Returns the lowest place above the floor at which `item`, as the lowest one
/// of `section`, lies upon an unplaced item.
int64_t Search::restingPlace(unsigned item, unsigned section) {
  int64_t least = INT64_MAX;
  state.steps += int64_t(state.getConflicts().of(item).size());
  for (unsigned below : state.getConflicts().of(item))
    if (!state.getRoster().isPlaced(below) &&
        !problem.items[below].livesIn(section))
      least = std::min(least, state.places[below] + problem.items[below].size);
  if (least == INT64_MAX)
    return least;
  return llvm::alignToPowerOf2(std::max(least, state.places[item] + 1),
                               problem.items[item].alignment);
}

/// Returns true if an item may hinder `item` at its place once the floor of
/// `section` has risen to `floor`.
bool Search::couldBeHindered(unsigned item, unsigned section, int64_t floor) {
  int64_t end = state.places[item] + problem.items[item].size;
  state.steps += int64_t(state.getConflicts().of(item).size());
  return llvm::any_of(state.getConflicts().of(item), [&](unsigned other) {
    if (state.getRoster().isPlaced(other))
      return false;
    int64_t place = state.places[other];
    if (problem.items[other].livesIn(section))
      place = std::max(place, floor);
    return place < end;
  });
}

} // namespace ag
