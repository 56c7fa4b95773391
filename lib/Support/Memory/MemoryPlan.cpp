//===- MemoryPlan.cpp - an entry's workspace, to be looked at -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryPlan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <numeric>

namespace ag {

int64_t sumOfBuffers(const MemoryPlan &plan) {
  int64_t sum = 0;
  for (const PlannedBuffer &buffer : plan.buffers)
    sum += buffer.bytes;
  return sum;
}

std::vector<size_t> orderBySize(const MemoryPlan &plan) {
  std::vector<size_t> order(plan.buffers.size());
  std::iota(order.begin(), order.end(), size_t(0));
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::make_pair(plan.buffers[b].bytes, a) <
           std::make_pair(plan.buffers[a].bytes, b);
  });
  return order;
}

static bool livesAt(const PlannedBuffer &buffer, int64_t step) {
  return llvm::any_of(buffer.live, [&](LiveRange range) {
    return range.start <= step && step < range.end;
  });
}

std::optional<BusiestStep> findBusiestStep(const MemoryPlan &plan) {
  std::map<int64_t, int64_t> changes;
  for (const PlannedBuffer &buffer : plan.buffers)
    for (LiveRange range : buffer.live) {
      changes[range.start] += buffer.bytes;
      changes[range.end] -= buffer.bytes;
    }
  BusiestStep busiest;
  int64_t live = 0;
  for (auto [step, change] : changes)
    if ((live += change) > busiest.bytes) {
      busiest.step = step;
      busiest.bytes = live;
    }
  if (busiest.bytes == 0)
    return std::nullopt;
  for (size_t number : orderBySize(plan))
    if (plan.buffers[number].bytes > 0 &&
        livesAt(plan.buffers[number], busiest.step))
      busiest.buffers.push_back(number);
  return busiest;
}

std::optional<int64_t> findGreedyPeak(const MemoryPlan &plan) {
  constexpr size_t most = 5000;
  if (plan.buffers.size() > most)
    return std::nullopt;
  struct Placed {
    int64_t offset;
    const PlannedBuffer *buffer;
  };
  // In the order of offsets.
  std::vector<Placed> placed;
  int64_t peak = 0;
  for (size_t number : orderBySize(plan)) {
    const PlannedBuffer *buffer = &plan.buffers[number];
    int64_t offset = 0;
    for (const Placed &other : placed) {
      if (other.offset - offset >= buffer->bytes)
        break;
      if (haveCommonSteps(buffer->live, other.buffer->live))
        offset = std::max(offset, other.offset + other.buffer->bytes);
    }
    Placed mine{offset, buffer};
    placed.insert(llvm::upper_bound(placed, mine,
                                    [](const Placed &a, const Placed &b) {
                                      return a.offset < b.offset;
                                    }),
                  mine);
    if (haveSteps(buffer->live))
      peak = std::max(peak, offset + buffer->bytes);
  }
  return peak;
}

llvm::StringRef spell(Certainty certainty) {
  switch (certainty) {
  case Certainty::MeetsBound:
    return "meets the bound";
  case Certainty::Proved:
    return "proved";
  case Certainty::BestFound:
    return "best found";
  }
  llvm_unreachable("all are listed");
}

std::string spellSizes(const SymbolSizes &sizes) {
  return llvm::join(llvm::map_range(sizes,
                                    [](const SymbolSize &each) {
                                      return each.symbol + " " +
                                             std::to_string(each.size);
                                    }),
                    ", ");
}

std::string spellThing(const PlannedThing &thing) {
  if (thing.line == 0)
    return thing.name;
  std::string place = thing.file + ":" + std::to_string(thing.line);
  return thing.name.empty() ? place : thing.name + " at " + place;
}

} // namespace ag
