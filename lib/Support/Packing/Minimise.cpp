//===- Minimise.cpp - ever smaller packings -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Minimise.h"
#include "Search.h"

namespace ag {

/// The rules that are tried in turn. Any one times out on some problem that
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
  // Later each has a turn with some noise, the best ones more often.
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

/// The capacity that is tried next, in bytes. At first it is every other time
/// the least that may be possible, since less room leaves less to try; else it
/// is nearer to what is reached. A wish is tried nearly always.
static int64_t aim(int64_t least, int64_t peak, bool isWish, unsigned round) {
  int64_t gap = peak - least;
  if (round % (round < 60 ? 2 : 8) == 0 || (isWish && round % 8 != 7))
    return least;
  return peak - (round % 4 < 2 ? (gap + 3) / 4 : (gap + 7) / 8);
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
  int64_t wish = options.capacity.value_or(0);
  int64_t peak = problem.peakOf(offsets);
  Minimum best{std::move(offsets), peak, problem.bound};
  Search search(problem);
  double mostFails = 300;
  for (unsigned round = 0; search.state.steps < options.effort; ++round) {
    int64_t least = std::max(wish, best.leastPossible);
    if (best.peak <= least)
      break;
    int64_t capacity = aim(least, best.peak, least == wish, round);
    switch (search.run(capacity, ruleOf(round), static_cast<int64_t>(mostFails),
                       options.effort)) {
    case SearchOutcome::Found:
      best.offsets = search.offsets();
      best.peak = problem.peakOf(best.offsets);
      break;
    case SearchOutcome::Impossible:
      best.leastPossible = capacity + 1;
      break;
    case SearchOutcome::GaveUp:
      if (round % 20 == 19)
        mostFails *= 1.5;
      break;
    }
  }
  return best;
}

} // namespace ag
