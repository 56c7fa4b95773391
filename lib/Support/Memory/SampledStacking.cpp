//===- SampledStacking.cpp - one stacking for many sizes ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/SampledStacking.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <limits>
#include <numeric>
#include <random>

namespace ag {
namespace {
using Samples = llvm::ArrayRef<std::vector<LiveBuffer>>;
using Order = std::vector<unsigned>;

/// A stacking, with the largest ratio of its peak to the lower bound.
struct Candidate {
  SampledStacking result;
  double worstRatio = std::numeric_limits<double>::infinity();
  size_t worstSample = 0;
};

class StackingSearch {
public:
  StackingSearch(Samples samples, const PackingOptions &options)
      : samples(samples), options(options) {}

  llvm::Error tryEachSample();
  void tryTogether();
  SampledStacking takeBest() { return std::move(best.result); }

private:
  bool isDone() const { return best.worstRatio <= 1 || steps <= 0; }
  Candidate judge(Stacking stacking) const;
  void findConflicts();
  Order orderByWeight(bool countsTime) const;
  std::vector<int64_t> placeInOrder(const Order &order, size_t shown);
  Order bringForward(const Order &order, const Candidate &candidate) const;
  void improve(Order order);

  Samples samples;
  const PackingOptions &options;
  std::vector<int64_t> leastPossible;
  Candidate best;
  /// For each buffer, the buffers that it conflicts with.
  std::vector<std::vector<unsigned>> conflicts;
  /// The remaining effort.
  int64_t steps = 0;
};

Candidate StackingSearch::judge(Stacking stacking) const {
  Candidate candidate;
  candidate.worstRatio = 0;
  for (auto [number, buffers] : llvm::enumerate(samples)) {
    StackedSample sample;
    sample.offsets = placeByStacking(stacking, buffers);
    sample.peak = peakOf(buffers, sample.offsets);
    sample.leastPossible = leastPossible[number];
    double ratio = sample.peak == 0
                       ? 1
                       : static_cast<double>(sample.peak) /
                             static_cast<double>(sample.leastPossible);
    if (ratio > candidate.worstRatio) {
      candidate.worstRatio = ratio;
      candidate.worstSample = number;
    }
    candidate.result.samples.push_back(std::move(sample));
  }
  candidate.result.stacking = std::move(stacking);
  return candidate;
}

llvm::Error StackingSearch::tryEachSample() {
  std::vector<Packing> packings;
  PackingOptions each = options;
  each.effort /= static_cast<int64_t>(samples.size());
  for (const std::vector<LiveBuffer> &buffers : samples) {
    assert(buffers.size() == samples.front().size());
    llvm::Expected<Packing> packing = packIntervals(buffers, each);
    if (!packing)
      return packing.takeError();
    leastPossible.push_back(packing->leastPossible);
    packings.push_back(std::move(*packing));
  }
  for (const auto &[buffers, packing] : llvm::zip_equal(samples, packings)) {
    Candidate candidate = judge(stackInOrderOf(buffers, packing.offsets));
    if (candidate.worstRatio < best.worstRatio)
      best = std::move(candidate);
  }
  steps = options.effort;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// All samples at once
//===----------------------------------------------------------------------===//

void StackingSearch::findConflicts() {
  const std::vector<LiveBuffer> &buffers = samples.front();
  conflicts.resize(buffers.size());
  for (unsigned a = 0; a < buffers.size(); ++a)
    for (unsigned b = 0; b < a; ++b)
      if (areInConflict(buffers[a], buffers[b])) {
        conflicts[a].push_back(b);
        conflicts[b].push_back(a);
      }
}

/// Returns the buffers in the order of decreasing weight. A buffer's weight is
/// the largest share of the workspace that it takes at any sample, multiplied
/// by the number of its steps if `countsTime`.
Order StackingSearch::orderByWeight(bool countsTime) const {
  std::vector<double> weights(samples.front().size(), 0);
  for (auto [number, buffers] : llvm::enumerate(samples))
    for (auto [weight, buffer] : llvm::zip_equal(weights, buffers)) {
      double part =
          static_cast<double>(buffer.size) /
          static_cast<double>(std::max<int64_t>(leastPossible[number], 1));
      double time = 0;
      for (LiveRange range : buffer.live)
        time += static_cast<double>(range.end) - range.start;
      weight = std::max(weight, countsTime ? part * time : part);
    }
  Order order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::pair(-weights[a], a) < std::pair(-weights[b], b);
  });
  return order;
}

/// Places the buffers one by one: each upon as few of the placed buffers as
/// possible, such that it fits below all others at all samples. Returns the
/// offsets at the sample `shown`, which also defines the order of the placed
/// buffers.
std::vector<int64_t> StackingSearch::placeInOrder(const Order &order,
                                                  size_t shown) {
  size_t number = samples.size(), count = order.size();
  // Indexed by buffer * number + sample; -1 until placed.
  std::vector<int64_t> offsets(count * number, -1);
  auto endOf = [&](unsigned buffer, size_t sample) {
    return offsets[buffer * number + sample] + samples[sample][buffer].size;
  };
  std::vector<unsigned> others;
  std::vector<int64_t> lowest, ceilings;
  for (unsigned buffer : order) {
    others.clear();
    for (unsigned other : conflicts[buffer])
      if (offsets[other * number] >= 0)
        others.push_back(other);
    llvm::sort(others, [&](unsigned a, unsigned b) {
      return std::pair(offsets[a * number + shown], a) <
             std::pair(offsets[b * number + shown], b);
    });
    // A step stands for a few comparisons.
    steps -= static_cast<int64_t>(others.size() * number / 4) + 1;
    // For each of the others, the lowest offset of it and those after it.
    ceilings.assign((others.size() + 1) * number,
                    std::numeric_limits<int64_t>::max());
    for (size_t at = others.size(); at-- > 0;)
      for (size_t sample = 0; sample < number; ++sample)
        ceilings[at * number + sample] =
            std::min(ceilings[(at + 1) * number + sample],
                     offsets[others[at] * number + sample]);
    lowest.assign(number, 0);
    for (size_t below = 0; below <= others.size(); ++below) {
      bool fits = true;
      for (size_t sample = 0; sample < number; ++sample)
        fits &= ceilings[below * number + sample] - lowest[sample] >=
                samples[sample][buffer].size;
      if (fits)
        break;
      for (size_t sample = 0; sample < number; ++sample)
        lowest[sample] = std::max<int64_t>(
            lowest[sample],
            llvm::alignToPowerOf2(endOf(others[below], sample),
                                  samples[sample][buffer].alignment));
    }
    llvm::copy(lowest, offsets.begin() + buffer * number);
  }
  std::vector<int64_t> result(count);
  for (size_t buffer = 0; buffer < count; ++buffer)
    result[buffer] = offsets[buffer * number + shown];
  return result;
}

/// Returns `order` with the buffers that end above the lower bound, at the
/// worst sample, moved to the front.
Order StackingSearch::bringForward(const Order &order,
                                   const Candidate &candidate) const {
  size_t number = candidate.worstSample;
  const StackedSample &worst = candidate.result.samples[number];
  Order first, later;
  for (unsigned buffer : order) {
    int64_t end = worst.offsets[buffer] + samples[number][buffer].size;
    (end > worst.leastPossible ? first : later).push_back(buffer);
  }
  llvm::append_range(first, later);
  return first;
}

/// Places the buffers repeatedly, each time with those that ended too high
/// first. After some attempts without progress, random swaps change the best
/// order so far.
void StackingSearch::improve(Order order) {
  constexpr int patience = 6;
  std::minstd_rand random;
  Order bestOrder = order;
  double leastRatio = std::numeric_limits<double>::infinity();
  size_t shown = best.worstSample;
  for (int64_t end = steps / 2, since = 0; steps > end && !isDone(); ++since) {
    Candidate candidate =
        judge(stackInOrderOf(samples[shown], placeInOrder(order, shown)));
    if (candidate.worstRatio < leastRatio) {
      leastRatio = candidate.worstRatio;
      bestOrder = order;
      since = 0;
    }
    shown = candidate.worstSample;
    order = bringForward(order, candidate);
    if (since >= patience) {
      order = bestOrder;
      for (size_t swaps = order.size() / 8 + 1; swaps > 0; --swaps)
        std::swap(order[random() % order.size()],
                  order[random() % order.size()]);
      since = 0;
    }
    if (candidate.worstRatio < best.worstRatio)
      best = std::move(candidate);
  }
}

void StackingSearch::tryTogether() {
  bool isPlain = llvm::none_of(samples.front(), [](const LiveBuffer &buffer) {
    return buffer.pinned || buffer.alias;
  });
  auto count = static_cast<int64_t>(samples.front().size());
  // Counts the comparison of each buffer with each other one.
  steps -= count * count / 16;
  if (isDone() || samples.size() == 1 || !isPlain)
    return;
  findConflicts();
  for (bool countsTime : {false, true})
    improve(orderByWeight(countsTime));
}
} // namespace

llvm::Expected<SampledStacking> findStacking(Samples samples,
                                             const PackingOptions &options) {
  assert(!samples.empty());
  StackingSearch search(samples, options);
  if (llvm::Error error = search.tryEachSample())
    return error;
  search.tryTogether();
  return search.takeBest();
}

} // namespace ag
