//===- Problem.cpp - what the packing algorithms work on ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Problem.h"
#include "Order.h"
#include "llvm/Support/MathExtras.h"

namespace ag {

unsigned Item::length() const {
  unsigned sum = 0;
  for (SectionRange range : live)
    sum += range.length();
  return sum;
}

bool meet(const Item &a, const Item &b) {
  for (SectionRange inA : a.live)
    for (SectionRange inB : b.live)
      if (inA.first < inB.end && inB.first < inA.end)
        return true;
  return false;
}

int64_t Problem::unitsIn(int64_t bytes) const {
  return llvm::divideFloorSigned(bytes > INT64_MAX - rounding
                                     ? bytes
                                     : llvm::alignToPowerOf2(bytes, rounding),
                                 unit);
}

int64_t Problem::highestPlace(const Item &item, int64_t bytes) const {
  return llvm::divideFloorSigned(bytes - item.bytes, unit);
}

int64_t Problem::peakOf(llvm::ArrayRef<int64_t> offsets) const {
  int64_t peak = 0;
  for (auto [item, offset] : llvm::zip_equal(items, offsets))
    peak = std::max(peak, offset * unit + item.bytes);
  return peak;
}

/// Returns the times at which sections begin. Of events at the same time, ends
/// come before starts. If an end follows a start, the set that lived between
/// them is maximal.
static std::vector<int64_t> findSections(llvm::ArrayRef<LiveBuffer> buffers,
                                         llvm::ArrayRef<unsigned> roomy) {
  std::vector<std::pair<int64_t, bool>> events;
  for (unsigned index : roomy)
    for (LiveRange range : buffers[index].live)
      if (range.start < range.end) {
        events.emplace_back(range.start, true);
        events.emplace_back(range.end, false);
      }
  llvm::sort(events);
  std::vector<int64_t> times;
  for (size_t i = 1; i < events.size(); ++i)
    if (events[i - 1].second && !events[i].second)
      times.push_back(events[i - 1].first);
  return times;
}

/// Returns the sections within `ranges`. Adjacent ranges of sections are
/// joined.
static llvm::SmallVector<SectionRange, 1>
toSections(llvm::ArrayRef<LiveRange> ranges, llvm::ArrayRef<int64_t> times) {
  llvm::SmallVector<SectionRange, 1> live;
  for (LiveRange range : ranges) {
    unsigned first = llvm::lower_bound(times, range.start) - times.begin();
    unsigned end = llvm::lower_bound(times, range.end) - times.begin();
    if (first == end)
      continue;
    if (!live.empty() && live.back().end == first)
      live.back().end = end;
    else
      live.push_back({first, end});
  }
  return live;
}

/// Chooses the unit, and converts bytes to units.
static void scale(Problem &problem) {
  int64_t most = 1;
  problem.rounding = INT64_MAX;
  for (const Item &item : problem.items) {
    problem.rounding = std::min(problem.rounding, item.alignment);
    most = std::max(most, item.alignment);
  }
  int64_t divisor = 0;
  for (Item &item : problem.items) {
    item.size = llvm::alignToPowerOf2(item.bytes, problem.rounding);
    divisor = std::gcd(divisor, item.size);
    if (item.pinned)
      divisor = std::gcd(divisor, *item.pinned);
  }
  // Sums of sizes are multiples of the divisor. Alignments that divide the
  // divisor therefore always hold.
  problem.unit = divisor % most == 0 ? divisor : std::gcd(divisor, most);
  for (Item &item : problem.items) {
    item.size /= problem.unit;
    item.alignment = std::max<int64_t>(1, item.alignment / problem.unit);
    if (item.pinned)
      *item.pinned /= problem.unit;
  }
}

std::vector<int64_t> liveSums(const Problem &problem) {
  std::vector<int64_t> sums(problem.sections + 1);
  for (const Item &item : problem.items)
    for (SectionRange range : item.live) {
      sums[range.first] += item.size;
      sums[range.end] -= item.size;
    }
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  sums.pop_back();
  return sums;
}

/// For each section, returns the largest number of bytes by which one of its
/// items was rounded up.
static std::vector<int64_t> largestRests(const Problem &problem) {
  auto restOf = [&](unsigned i) {
    return problem.items[i].size * problem.unit - problem.items[i].bytes;
  };
  std::vector<unsigned> order =
      orderBy(problem.items.size(), [&](unsigned i) { return -restOf(i); });
  std::vector<int64_t> rests(problem.sections);
  // Leads past the sections that are done.
  std::vector<unsigned> next(problem.sections + 1);
  std::iota(next.begin(), next.end(), 0);
  auto nextOpen = [&](unsigned section) {
    while (next[section] != section)
      section = next[section] = next[next[section]];
    return section;
  };
  for (unsigned index : order)
    for (SectionRange range : problem.items[index].live)
      for (unsigned at = nextOpen(range.first); at < range.end;
           at = nextOpen(at)) {
        rests[at] = restOf(index);
        next[at] = at + 1;
      }
  return rests;
}

/// Returns the bound. In each section, all items but the highest one take their
/// rounded sizes.
static int64_t findBound(const Problem &problem) {
  int64_t bound = 0;
  for (auto [sum, rest] : llvm::zip(liveSums(problem), largestRests(problem)))
    bound = std::max(bound, sum * problem.unit - rest);
  for (const Item &item : problem.items)
    if (item.pinned)
      bound = std::max(bound, *item.pinned * problem.unit + item.bytes);
  return bound;
}

bool takesRoom(const LiveBuffer &buffer) {
  return buffer.size > 0 && haveSteps(buffer.live);
}

Problem makeProblem(llvm::ArrayRef<LiveBuffer> buffers,
                    std::vector<std::optional<unsigned>> &itemOf) {
  llvm::SmallVector<unsigned> roomy;
  itemOf.assign(buffers.size(), std::nullopt);
  for (auto [index, buffer] : llvm::enumerate(buffers))
    if (takesRoom(buffer)) {
      itemOf[index] = roomy.size();
      roomy.push_back(index);
    }
  Problem problem;
  std::vector<int64_t> times = findSections(buffers, roomy);
  problem.sections = times.size();
  for (unsigned index : roomy) {
    const LiveBuffer &buffer = buffers[index];
    problem.items.push_back({0, toSections(buffer.live, times),
                             buffer.alignment, buffer.pinned, buffer.size});
    problem.hasPinned |= buffer.pinned.has_value();
    problem.hasGaps |= problem.items.back().live.size() > 1;
  }
  if (!problem.items.empty())
    scale(problem);
  problem.bound = findBound(problem);
  return problem;
}

} // namespace ag
