//===- Roster.cpp - the unplaced items of each section --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Roster.h"
#include <numeric>

namespace ag {

Roster::Roster(const Problem &problem)
    : problem(problem), counts(problem.sections), sums(liveSums(problem)),
      placed(problem.items.size()) {
  sectionsBegin.push_back(0);
  for (const Item &item : problem.items) {
    for (SectionRange range : item.live)
      for (unsigned at = range.first; at < range.end; ++at) {
        sections.push_back(at);
        ++counts[at];
      }
    sectionsBegin.push_back(sections.size());
  }
  itemsBegin.assign(problem.sections + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), itemsBegin.begin() + 1);
  items.resize(sections.size());
  entries.resize(sections.size());
  slots.resize(sections.size());
  std::vector<unsigned> next(itemsBegin);
  for (unsigned item = 0; item < problem.items.size(); ++item)
    for (unsigned entry = sectionsBegin[item]; entry < sectionsBegin[item + 1];
         ++entry) {
      unsigned slot = next[sections[entry]]++;
      items[slot] = item;
      entries[slot] = entry;
      slots[entry] = slot;
    }
}

void Roster::place(unsigned item) {
  placed[item] = true;
  placedItems.push_back(item);
  for (unsigned entry = sectionsBegin[item]; entry < sectionsBegin[item + 1];
       ++entry) {
    unsigned section = sections[entry];
    sums[section] -= problem.items[item].size;
    unsigned slot = slots[entry];
    unsigned last = itemsBegin[section] + --counts[section];
    std::swap(items[slot], items[last]);
    std::swap(entries[slot], entries[last]);
    slots[entries[slot]] = slot;
    slots[entries[last]] = last;
  }
}

void Roster::unplaceTo(size_t count) {
  while (placedItems.size() > count) {
    unsigned item = placedItems.back();
    placedItems.pop_back();
    placed[item] = false;
    for (unsigned section : sectionsOf(item)) {
      sums[section] += problem.items[item].size;
      ++counts[section];
    }
  }
}

} // namespace ag
