//===- IntervalPacking.cpp - buffers in one workspace ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/IntervalPacking.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

namespace ag {
namespace {
bool lives(const LiveBuffer &buffer) { return buffer.start < buffer.end; }

int64_t roundUp(int64_t offset, int64_t alignment) {
  return (offset + alignment - 1) & -alignment;
}

llvm::Error check(llvm::ArrayRef<LiveBuffer> buffers) {
  int64_t total = 0;
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    auto refuse = [index = index](const llvm::Twine &message) {
      return llvm::createStringError("buffer " + llvm::Twine(index) + ": " +
                                     message);
    };
    if (buffer.size < 0)
      return refuse("size " + llvm::Twine(buffer.size) +
                    "; expected 0 or more");
    if (buffer.end < buffer.start)
      return refuse(llvm::formatv("live from {0} to {1}; expected an end that "
                                  "is not before the start",
                                  buffer.start, buffer.end));
    if (buffer.alignment <= 0 || !llvm::isPowerOf2_64(buffer.alignment))
      return refuse("alignment " + llvm::Twine(buffer.alignment) +
                    "; expected a power of two");
    // However the buffers are stacked, no offset is above this total.
    if (llvm::AddOverflow(total, buffer.size, total) ||
        llvm::AddOverflow(total, buffer.alignment - 1, total))
      return refuse("with it all sizes together take 2^63 bytes or more");
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// First fit
//===----------------------------------------------------------------------===//

/// Places the buffers that live and have a size, in `order`, each at the lowest
/// place where it fits between those placed before; all others at 0.
std::vector<int64_t> firstFit(llvm::ArrayRef<LiveBuffer> buffers,
                              llvm::ArrayRef<unsigned> order) {
  std::vector<int64_t> offsets(buffers.size(), 0);
  std::vector<unsigned> placed; // By offset.
  auto isBelow = [&](unsigned a, unsigned b) {
    return offsets[a] < offsets[b];
  };
  for (unsigned index : order) {
    const LiveBuffer &buffer = buffers[index];
    if (!lives(buffer) || buffer.size == 0)
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
    offsets[index] = offset;
    placed.insert(
        std::upper_bound(placed.begin(), placed.end(), index, isBelow), index);
  }
  return offsets;
}

/// The orders that are tried: by these, decreasing. Times count as doubles, as
/// ranges may be as long as the integers go.
struct Footprint {
  double size, start, end;
  double time() const { return end - start; }
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
    values.push_back(key({static_cast<double>(buffer.size),
                          static_cast<double>(buffer.start),
                          static_cast<double>(buffer.end)}));
  std::vector<unsigned> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  auto rank = [&](unsigned i) {
    return std::tuple(-values[i], -buffers[i].size, buffers[i].start, i);
  };
  llvm::sort(order, [&](unsigned a, unsigned b) { return rank(a) < rank(b); });
  return order;
}

//===----------------------------------------------------------------------===//
// Stacking
//===----------------------------------------------------------------------===//

/// The buffers that lie on top at each time, while a stacking is made. All that
/// live at one time conflict, so each lies, by way of others, above all before
/// it: whoever lies upon the top is above everything.
class Skyline {
public:
  /// The tops in [start, end), each once, in order of time; the top there is
  /// now `buffer`.
  llvm::SmallSetVector<unsigned, 4> cover(int64_t start, int64_t end,
                                          unsigned buffer);

private:
  /// Makes a piece begin at `time`, if one covers it.
  void splitAt(int64_t time);

  struct Piece {
    int64_t end;
    unsigned buffer;
  };
  std::map<int64_t, Piece> pieces; // By start, disjoint; nothing in the gaps.
};

void Skyline::splitAt(int64_t time) {
  auto next = pieces.lower_bound(time);
  if (next == pieces.begin())
    return;
  Piece &piece = std::prev(next)->second;
  if (piece.end <= time)
    return;
  pieces.emplace_hint(next, time, piece);
  piece.end = time;
}

llvm::SmallSetVector<unsigned, 4> Skyline::cover(int64_t start, int64_t end,
                                                 unsigned buffer) {
  splitAt(start);
  splitAt(end);
  llvm::SmallSetVector<unsigned, 4> tops;
  auto first = pieces.lower_bound(start), last = pieces.lower_bound(end);
  for (auto it = first; it != last; ++it)
    tops.insert(it->second.buffer);
  pieces.emplace_hint(pieces.erase(first, last), start, Piece{end, buffer});
  return tops;
}
} // namespace

bool areInConflict(const LiveBuffer &a, const LiveBuffer &b) {
  return lives(a) && lives(b) && a.start < b.end && b.start < a.end;
}

int64_t largestLiveSum(llvm::ArrayRef<LiveBuffer> buffers) {
  // At equal times ends come before starts, as their changes are negative.
  std::vector<std::pair<int64_t, int64_t>> changes;
  for (const LiveBuffer &buffer : buffers) {
    if (!lives(buffer))
      continue;
    changes.emplace_back(buffer.start, buffer.size);
    changes.emplace_back(buffer.end, -buffer.size);
  }
  llvm::sort(changes);
  int64_t sum = 0, largest = 0;
  for (auto [time, change] : changes)
    largest = std::max(largest, sum += change);
  return largest;
}

Stacking stackInOrderOf(llvm::ArrayRef<LiveBuffer> buffers,
                        llvm::ArrayRef<int64_t> offsets) {
  assert(buffers.size() == offsets.size());
  std::vector<unsigned> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  // Empty buffers come first, where they lift nobody: at the offset of another
  // they must lie under it, not upon it.
  auto rank = [&](unsigned i) {
    int64_t offset = buffers[i].size == 0 ? -1 : offsets[i];
    return std::pair(offset, i);
  };
  llvm::sort(order, [&](unsigned a, unsigned b) { return rank(a) < rank(b); });

  Skyline skyline;
  Stacking stacking;
  std::vector<llvm::ArrayRef<unsigned>> uponOf(buffers.size());
  stacking.reserve(buffers.size());
  for (unsigned index : order) {
    StackingStep &step = stacking.emplace_back(StackingStep{index, {}});
    const LiveBuffer &buffer = buffers[index];
    if (!lives(buffer))
      continue;
    llvm::SmallSetVector<unsigned, 4> tops =
        skyline.cover(buffer.start, buffer.end, index);
    // A top that another top lies upon is below it anyway.
    llvm::SmallDenseSet<unsigned, 8> covered;
    for (unsigned top : tops)
      covered.insert(uponOf[top].begin(), uponOf[top].end());
    llvm::copy_if(tops, std::back_inserter(step.upon),
                  [&](unsigned top) { return !covered.contains(top); });
    uponOf[index] = step.upon;
  }
  return stacking;
}

std::vector<int64_t> placeByStacking(const Stacking &stacking,
                                     llvm::ArrayRef<LiveBuffer> buffers) {
  std::vector<int64_t> offsets(buffers.size(), 0);
  for (const StackingStep &step : stacking) {
    int64_t top = 0;
    for (unsigned below : step.upon)
      top = std::max(top, offsets[below] + buffers[below].size);
    offsets[step.buffer] = roundUp(top, buffers[step.buffer].alignment);
  }
  return offsets;
}

int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets) {
  int64_t peak = 0;
  for (auto [buffer, offset] : llvm::zip_equal(buffers, offsets))
    if (lives(buffer))
      peak = std::max(peak, offset + buffer.size);
  return peak;
}

llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers) {
  if (llvm::Error error = check(buffers))
    return error;
  Packing best;
  best.bound = largestLiveSum(buffers);
  best.offsets.assign(buffers.size(), 0);
  bool isFirst = true;
  for (Key key : keys) {
    std::vector<int64_t> offsets = firstFit(buffers, orderBy(key, buffers));
    int64_t peak = peakOf(buffers, offsets);
    if (!isFirst && peak >= best.peak)
      continue;
    isFirst = false;
    best.offsets = std::move(offsets);
    best.peak = peak;
    if (peak == best.bound)
      break;
  }
  best.stacking = stackInOrderOf(buffers, best.offsets);
  best.offsets = placeByStacking(best.stacking, buffers);
  best.peak = peakOf(buffers, best.offsets);
  return best;
}

} // namespace ag
