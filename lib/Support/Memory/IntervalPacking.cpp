//===- IntervalPacking.cpp - buffers in one workspace ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/IntervalPacking.h"
#include "Packing/Aliases.h"
#include "Packing/Check.h"
#include "Packing/CoreFirst.h"
#include "Packing/FirstFit.h"
#include "Packing/Minimise.h"
#include "Packing/Order.h"
#include "Packing/ValleyFill.h"

namespace ag {

bool haveSteps(llvm::ArrayRef<LiveRange> ranges) {
  return llvm::any_of(ranges,
                      [](LiveRange range) { return range.start < range.end; });
}

bool haveCommonSteps(llvm::ArrayRef<LiveRange> a, llvm::ArrayRef<LiveRange> b) {
  const LiveRange *inA = a.begin(), *inB = b.begin();
  while (inA != a.end() && inB != b.end()) {
    if (std::max(inA->start, inB->start) < std::min(inA->end, inB->end))
      return true;
    (inA->end < inB->end ? inA : inB)++;
  }
  return false;
}

bool areInConflict(const LiveBuffer &a, const LiveBuffer &b) {
  return haveCommonSteps(a.live, b.live);
}

char PackingError::ID = 0;

void PackingError::log(llvm::raw_ostream &os) const {
  os << "buffer " << buffer << ": " << text;
  if (other)
    os << ": buffer " << *other;
}

int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets) {
  int64_t peak = 0;
  for (auto [buffer, offset] : llvm::zip_equal(buffers, offsets))
    if (takesRoom(buffer))
      peak = std::max(peak, offset + buffer.size);
  return peak;
}

/// Returns the pinned items, by offset, and then the others in the order of
/// `offsets`.
static std::vector<unsigned> pinnedFirst(const Problem &problem,
                                         llvm::ArrayRef<int64_t> offsets) {
  return orderBy(problem.items.size(), [&](unsigned i) {
    const std::optional<int64_t> &pinned = problem.items[i].pinned;
    return std::pair(!pinned, pinned.value_or(offsets[i]));
  });
}

/// Returns true if fillValleys() may place an item that lies upon no other one.
static bool mayFloat(const Problem &problem) {
  return problem.hasPinned || problem.hasGaps ||
         llvm::any_of(problem.items,
                      [](const Item &item) { return item.alignment > 1; });
}

/// The effort of fillValleys() per item, approximately.
constexpr int64_t stepsOfValleyFill = 300;

/// Returns the best packing that is found without search. Stops when `isEnough`
/// accepts a peak.
static Offsets packQuickly(const Problem &problem, int64_t effort,
                           llvm::function_ref<bool(int64_t)> isEnough) {
  Offsets best;
  int64_t peak = 0;
  bool isFloating = mayFloat(problem);
  auto consider = [&](Offsets offsets) {
    if (isFloating)
      offsets = settle(problem, offsets);
    int64_t next = problem.peakOf(offsets);
    if (!best.empty() && next >= peak)
      return;
    best = std::move(offsets);
    peak = next;
  };
  for (LargestBy key : {LargestBy::Length, LargestBy::Size, LargestBy::Area,
                        LargestBy::SizeRootLength}) {
    Offsets offsets = fillValleys(problem, key);
    if (problem.hasPinned)
      offsets = stackItems(problem, pinnedFirst(problem, offsets));
    consider(std::move(offsets));
    effort -= static_cast<int64_t>(problem.items.size()) * stepsOfValleyFill;
    if (effort < 0 || isEnough(peak))
      return best;
  }
  if (problem.hasPinned || problem.hasGaps)
    for (llvm::ArrayRef<unsigned> order : ordersToTry(problem))
      if (std::optional<Offsets> offsets = firstFit(problem, order, effort))
        consider(std::move(*offsets));
  return best;
}

/// Packs the items and fills in all fields of `packing` but the offsets.
static Offsets packItems(const Problem &problem, const PackingOptions &options,
                         Packing &packing) {
  int64_t target = std::max(problem.bound, options.capacity.value_or(0));
  Offsets best = packQuickly(problem, options.effort,
                             [&](int64_t peak) { return peak <= target; });
  packing.bound = packing.leastPossible = problem.bound;
  if (problem.peakOf(best) > target) {
    if (isSearchable(problem)) {
      Minimum minimum = minimise(problem, std::move(best), options);
      best = settle(problem, minimum.offsets);
      packing.leastPossible = minimum.leastPossible;
    } else if (std::optional<Offsets> other = packCoreFirst(problem, options);
               other && problem.peakOf(*other) < problem.peakOf(best)) {
      best = settle(problem, *other);
    }
  }
  packing.peak = problem.peakOf(best);
  packing.certainty = packing.peak == packing.bound ? Certainty::MeetsBound
                      : packing.peak == packing.leastPossible
                          ? Certainty::Proved
                          : Certainty::BestFound;
  return best;
}

llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers,
                                      const PackingOptions &options) {
  if (llvm::Error error = checkBuffers(buffers))
    return error;
  Wholes wholes = joinAliases(buffers);
  std::vector<std::optional<unsigned>> itemOf;
  Problem problem = makeProblem(wholes.buffers, itemOf);
  Packing packing;
  Offsets offsets = packItems(problem, options, packing);
  for (unsigned whole : wholes.wholeOf) {
    std::optional<unsigned> item = itemOf[whole];
    packing.offsets.push_back(item ? offsets[*item] * problem.unit
                                   : wholes.buffers[whole].pinned.value_or(0));
  }
  return packing;
}

} // namespace ag
