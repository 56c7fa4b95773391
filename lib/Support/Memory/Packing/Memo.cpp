//===- Memo.cpp - what the search refuted ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Memo.h"
#include "Order.h"

namespace ag {

Memo::Memo(const Problem &problem)
    : items(orderBy(problem.items.size(),
                    [&](unsigned i) { return problem.items[i].first(); })),
      itemsBegin(problem.sections + 1) {
  for (const Item &item : problem.items)
    ++itemsBegin[item.first() + 1];
  std::partial_sum(itemsBegin.begin(), itemsBegin.end(), itemsBegin.begin());
}

static void appendNumber(Memo::Key &key, uint64_t number) {
  for (; number >= 128; number /= 128)
    key.push_back(static_cast<char>(number % 128 + 128));
  key.push_back(static_cast<char>(number));
}

Memo::Key Memo::keyOf(const SearchState &state, SectionRange range) const {
  const Roster &roster = state.getRoster();
  Key key;
  appendNumber(key, range.first);
  appendNumber(key, range.end);
  // Floors are written as steps up and down, each with its distance.
  int64_t height = 0;
  unsigned last = range.first;
  for (unsigned at = range.first; at < range.end; ++at) {
    if (roster.countIn(at) == 0 || state.floors[at] == height)
      continue;
    int64_t step = state.floors[at] - height;
    appendNumber(key, at - last + 1);
    appendNumber(key, step > 0 ? 2 * uint64_t(step) : 2 * uint64_t(-step) + 1);
    height = state.floors[at];
    last = at;
  }
  appendNumber(key, 0);
  unsigned char bits = 0, count = 0;
  for (unsigned item : itemsThatBeginIn(range)) {
    bits = bits * 2 + !roster.isPlaced(item);
    if (++count == 8) {
      key.push_back(static_cast<char>(bits));
      bits = count = 0;
    }
  }
  key.push_back(static_cast<char>(bits));
  for (unsigned item : itemsThatBeginIn(range))
    if (!roster.isPlaced(item) && state.refusedAt(item) >= 0) {
      appendNumber(key, item);
      appendNumber(key, state.refusedAt(item));
    }
  return key;
}

void Memo::refute(const Key &key, int64_t capacityBytes) {
  if (bytes > mostBytes)
    return;
  auto [entry, isNew] = capacities.try_emplace(key, capacityBytes);
  entry->second = std::max(entry->second, capacityBytes);
  if (isNew)
    bytes += key.size() + 40;
}

} // namespace ag
