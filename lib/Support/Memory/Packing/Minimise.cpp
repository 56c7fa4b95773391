//===- Minimise.cpp - ever smaller packings -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Minimise.h"
#include "PackingSearch.h"

namespace ag {

/// Returns the rule of a round. Each rule times out on some problem that
/// another one solves at once.
static SearchRule ruleOf(unsigned round) {
  using Section = SearchRule::Section;
  using Item = SearchRule::Item;
  constexpr Section first[] = {
      Section::LowestThenFullest, Section::FewestAnswers,
      Section::Hardest,           Section::TightestFirst,
      Section::LowestThenHardest, Section::FewestThenFullest};
  constexpr Item items[] = {Item::Longest, Item::LargestArea, Item::Largest};
  if (round < 6)
    return {first[round], items[round % 3], 0};
  // Later rounds add noise to the rules, and repeat the best ones more often.
  constexpr Section then[] = {
      Section::FewestAnswers,      Section::FewestAnswers,
      Section::FewestThenFullest,  Section::FewestThenTightest,
      Section::FewestAnswers,      Section::FewestThenFullest,
      Section::FewestAnswers,      Section::LowestThenFullest,
      Section::FewestThenTightest, Section::FewestThenTightest,
      Section::FewestAnswers,      Section::TightestFirst,
      Section::FewestThenFullest,  Section::Hardest};
  return {then[round % 14], items[(round / 2 + round / 14) % 3], 0.5};
}

/// A way to choose the capacity that is tried next. It counts its own rounds,
/// so that it is combined with every rule.
struct Aim {
  /// The divisor of the gap that is to be closed; 1 closes the gap completely.
  int64_t part;
  unsigned round = 0;
  double mostFails = 300;

  int64_t capacity(int64_t least, int64_t peak) const {
    return peak - (peak - least + part - 1) / part;
  }
  int64_t nextFails() {
    if (round % 20 == 0 && round > 0)
      mostFails *= 1.5;
    return static_cast<int64_t>(mostFails);
  }
};

/// Returns the index of the aim of a round. In every other early round it is
/// the least possible capacity, because less capacity leaves fewer choices.
/// Later this is hopeless, and aims closer to the peak last for more rounds. If
/// there is a wish, it is tried in nearly every round.
static unsigned chooseAim(bool isTarget, unsigned round) {
  if (round % (round < 60 ? 2 : 16) == 0 || (isTarget && round % 8 != 7))
    return 0;
  return round < 60 ? 1 + round / 2 % 3 : 1 + round / 64 % 3;
}

bool isSearchable(const Problem &problem) {
  constexpr size_t mostItems = 4000, mostEntries = 2'000'000;
  size_t entries = 0;
  for (const Item &item : problem.items)
    entries += item.length();
  return problem.items.size() <= mostItems && entries <= mostEntries;
}

Minimum minimise(const Problem &problem, Offsets offsets,
                 const PackingOptions &options) {
  int64_t target = options.capacity.value_or(0);
  int64_t peak = problem.peakOf(offsets);
  Minimum best{std::move(offsets), peak, problem.bound};
  Search search(problem);
  Aim aims[] = {{1}, {4}, {8}, {16}};
  for (unsigned round = 0; search.state.steps < options.effort; ++round) {
    int64_t least = std::max(target, best.leastPossible);
    if (best.peak <= least)
      break;
    Aim &aim = aims[chooseAim(least == target, round)];
    int64_t capacity = aim.capacity(least, best.peak);
    switch (search.run(capacity, ruleOf(aim.round), aim.nextFails(),
                       options.effort)) {
    case SearchOutcome::Found:
      best.offsets = search.offsets();
      best.peak = problem.peakOf(best.offsets);
      break;
    case SearchOutcome::Impossible:
      best.leastPossible = capacity + 1;
      break;
    case SearchOutcome::GaveUp:
      break;
    }
    ++aim.round;
  }
  return best;
}

} // namespace ag
