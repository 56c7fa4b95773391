//===- IntervalPacking.cpp - buffers in one workspace ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/IntervalPacking.h"
#include "Packing/Aliases.h"
#include "Packing/Check.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace ag {
namespace {
bool takesRoom(const LiveBuffer &buffer) {
  return buffer.size > 0 && llvm::any_of(buffer.live, [](LiveRange range) {
           return range.start < range.end;
         });
}

int64_t roundUp(int64_t offset, int64_t alignment) {
  return (offset + alignment - 1) & -alignment;
}

//===----------------------------------------------------------------------===//
// First fit
//===----------------------------------------------------------------------===//

/// Places the pinned buffers, then those that take room, in `order`, each at
/// the lowest place where it fits between those placed before; all others at 0.
std::vector<int64_t> firstFit(llvm::ArrayRef<LiveBuffer> buffers,
                              llvm::ArrayRef<unsigned> order) {
  std::vector<int64_t> offsets(buffers.size(), 0);
  std::vector<unsigned> placed; // By offset.
  auto isBelow = [&](unsigned a, unsigned b) {
    return offsets[a] < offsets[b];
  };
  auto place = [&](unsigned index, int64_t offset) {
    offsets[index] = offset;
    placed.insert(
        std::upper_bound(placed.begin(), placed.end(), index, isBelow), index);
  };
  for (unsigned index : order)
    if (buffers[index].pinned)
      place(index, *buffers[index].pinned);
  for (unsigned index : order) {
    const LiveBuffer &buffer = buffers[index];
    if (!takesRoom(buffer) || buffer.pinned)
      continue;
    int64_t offset = 0;
    for (unsigned other : placed) {
      if (!areInConflict(buffer, buffers[other]))
        continue;
      if (offset + buffer.size <= offsets[other])
        break;
      offset = std::max(offset, roundUp(offsets[other] + buffers[other].size,
                                        buffer.alignment));
    }
    place(index, offset);
  }
  return offsets;
}

/// The orders that are tried: by these, decreasing. Times count as doubles, as
/// ranges may be as long as the integers go.
struct Footprint {
  double size, start, end;
  double time() const { return end - start; }

  explicit Footprint(const LiveBuffer &buffer)
      : size(buffer.size), start(0), end(0) {
    if (buffer.live.empty())
      return;
    start = static_cast<double>(buffer.live.front().start);
    end = static_cast<double>(buffer.live.back().end);
  }
};
using Key = double (*)(const Footprint &);
constexpr Key keys[] = {
    [](const Footprint &x) { return x.size; },
    [](const Footprint &x) { return x.time(); },
    [](const Footprint &x) { return x.size * x.time(); },
    [](const Footprint &x) { return x.size * std::sqrt(x.time()); },
    [](const Footprint &x) { return -x.start; },
    [](const Footprint &x) { return x.end; },
};

std::vector<unsigned> orderBy(Key key, llvm::ArrayRef<LiveBuffer> buffers) {
  std::vector<double> values;
  for (const LiveBuffer &buffer : buffers)
    values.push_back(key(Footprint(buffer)));
  std::vector<unsigned> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  auto rank = [&](unsigned i) {
    return std::tuple(-values[i], -buffers[i].size, Footprint(buffers[i]).start,
                      i);
  };
  llvm::sort(order, [&](unsigned a, unsigned b) { return rank(a) < rank(b); });
  return order;
}

/// The largest sum of sizes that live at one time.
int64_t largestLiveSum(llvm::ArrayRef<LiveBuffer> buffers) {
  // At equal times ends come before starts, as their changes are negative.
  std::vector<std::pair<int64_t, int64_t>> changes;
  for (const LiveBuffer &buffer : buffers)
    for (LiveRange range : buffer.live) {
      changes.emplace_back(range.start, buffer.size);
      changes.emplace_back(range.end, -buffer.size);
    }
  llvm::sort(changes);
  int64_t sum = 0, largest = 0;
  for (auto [time, change] : changes)
    largest = std::max(largest, sum += change);
  return largest;
}
} // namespace

bool areInConflict(const LiveBuffer &a, const LiveBuffer &b) {
  auto inA = a.live.begin(), inB = b.live.begin();
  while (inA != a.live.end() && inB != b.live.end()) {
    if (std::max(inA->start, inB->start) < std::min(inA->end, inB->end))
      return true;
    (inA->end < inB->end ? inA : inB)++;
  }
  return false;
}

int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets) {
  int64_t peak = 0;
  for (auto [buffer, offset] : llvm::zip_equal(buffers, offsets))
    if (takesRoom(buffer))
      peak = std::max(peak, offset + buffer.size);
  return peak;
}

/// Packs buffers without aliases.
static Packing packWholes(llvm::ArrayRef<LiveBuffer> buffers) {
  Packing best;
  best.bound = largestLiveSum(buffers);
  for (const LiveBuffer &buffer : buffers)
    if (buffer.pinned && takesRoom(buffer))
      best.bound = std::max(best.bound, *buffer.pinned + buffer.size);
  for (Key key : keys) {
    std::vector<int64_t> offsets = firstFit(buffers, orderBy(key, buffers));
    int64_t peak = peakOf(buffers, offsets);
    if (!best.offsets.empty() && peak >= best.peak)
      continue;
    best.offsets = std::move(offsets);
    best.peak = peak;
    if (peak == best.bound)
      break;
  }
  if (llvm::none_of(buffers, [](const LiveBuffer &b) { return b.pinned; }))
    best.offsets =
        placeByStacking(stackInOrderOf(buffers, best.offsets), buffers);
  best.peak = peakOf(buffers, best.offsets);
  best.certainty =
      best.peak == best.bound ? Certainty::MeetsBound : Certainty::BestFound;
  return best;
}

llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers,
                                      const PackingOptions &options) {
  if (llvm::Error error = checkBuffers(buffers))
    return error;
  Wholes wholes = joinAliases(buffers);
  Packing packing = packWholes(wholes.buffers);
  std::vector<int64_t> offsets;
  for (unsigned whole : wholes.wholeOf)
    offsets.push_back(packing.offsets[whole]);
  packing.offsets = std::move(offsets);
  return packing;
}

} // namespace ag
