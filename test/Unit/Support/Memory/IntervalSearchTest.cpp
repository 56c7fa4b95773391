//===- IntervalSearchTest.cpp - whether packings are the smallest ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Outcome.h"
#include "SoundPacking.h"
#include "ag/Support/Memory/Stacking.h"
#include <random>

using namespace ag;

namespace {
/// Finds the least peak of buffers that all have a size. In a packing that
/// cannot be lowered, each buffer without a pinned offset is directly above an
/// earlier one, in the order of offsets. All such orders are tried. The search
/// stops if a peak equals the largest sum of live sizes.
class BruteForce {
public:
  explicit BruteForce(const Buffers &buffers)
      : buffers(buffers), offsets(buffers.size(), -1) {
    for (const LiveBuffer &a : buffers)
      for (const LiveBuffer &b : buffers)
        areTogether.push_back(areInConflict(a, b));
    for (int64_t time = 0; time < 16; ++time) {
      int64_t sum = 0;
      for (const LiveBuffer &buffer : buffers)
        sum += livesAt(buffer, time) ? buffer.size : 0;
      enough = std::max(enough, sum);
    }
  }

  int64_t smallestPeak() {
    extend(0, 0, 0);
    return best;
  }

private:
  void extend(size_t placed, int64_t last, int64_t peak);
  int64_t placeOf(size_t index) const;

  const Buffers &buffers;
  std::vector<bool> areTogether;
  std::vector<int64_t> offsets;
  int64_t enough = 0, best = INT64_MAX;
};

int64_t BruteForce::placeOf(size_t index) const {
  int64_t end = 0, alignment = buffers[index].alignment;
  for (size_t other = 0; other < buffers.size(); ++other)
    if (offsets[other] >= 0 && areTogether[index * buffers.size() + other])
      end = std::max(end, offsets[other] + buffers[other].size);
  if (std::optional<int64_t> pinned = buffers[index].pinned)
    return *pinned >= end ? *pinned : -1;
  return (end + alignment - 1) / alignment * alignment;
}

void BruteForce::extend(size_t placed, int64_t last, int64_t peak) {
  if (placed == buffers.size())
    best = peak;
  for (size_t index = 0; index < buffers.size(); ++index) {
    if (offsets[index] >= 0 || best <= enough)
      continue;
    int64_t place = placeOf(index);
    int64_t next = std::max(peak, place + buffers[index].size);
    if (place < last || next >= best)
      continue;
    offsets[index] = place;
    extend(placed + 1, place, next);
    offsets[index] = -1;
  }
}

/// Returns four to seven buffers. The bits of `kind` choose lifetimes with
/// gaps, different alignments, and a pinned buffer.
Buffers searchedBuffers(std::mt19937 &random, unsigned kind) {
  Buffers buffers(4 + random() % 4);
  unsigned steps = 3 + random() % 5, largest = 2 + random() % 9;
  for (LiveBuffer &buffer : buffers) {
    int64_t start = random() % steps, end = start + 1 + random() % 3;
    buffer = ag::buffer(1 + random() % largest, start, end);
    if (kind & 1 && random() % 3 == 0) {
      int64_t again = end + 1 + random() % 2;
      buffer.live.push_back({again, again + 1 + int64_t(random() % 2)});
    }
    if (kind & 2)
      buffer.alignment = 1 << random() % 3;
  }
  if (kind & 4)
    buffers[0].pinned = random() % 6 * buffers[0].alignment;
  return buffers;
}
} // namespace

TEST(IntervalSearch, TinyCasesAgainstBruteForce) {
  constexpr int rounds = 40'000;
  std::mt19937 random(1);
  int aboveBound = 0;
  for (int round = 0; round < rounds; ++round) {
    Buffers buffers = searchedBuffers(random, round % 8);
    Packing packing = valueOf(packIntervals(buffers));
    int64_t smallest = BruteForce(buffers).smallestPeak();
    expectSound(buffers, packing.offsets);
    EXPECT_EQ(peakOf(buffers, packing.offsets), packing.peak);
    EXPECT_EQ(packing.peak, smallest);
    EXPECT_LE(packing.bound, smallest);
    EXPECT_EQ(packing.leastPossible, smallest);
    EXPECT_EQ(packing.certainty, smallest == packing.bound
                                     ? Certainty::MeetsBound
                                     : Certainty::Proved);
    if (buffers[0].pinned)
      EXPECT_EQ(packing.offsets[0], *buffers[0].pinned);
    aboveBound += smallest > packing.bound;
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GE(aboveBound, rounds / 10);
}

//===----------------------------------------------------------------------===//
// Tilings: rectangles that fill a larger one completely
//===----------------------------------------------------------------------===//

namespace {
struct Rectangle {
  int64_t start, end, low, high;
  int64_t width() const { return end - start; }
  int64_t height() const { return high - low; }
};

/// Cuts a rectangle in two or, like a pinwheel, in five. Cuts the pieces again
/// until there are `count` of them or none is large enough.
std::vector<Rectangle> cutUp(Rectangle whole, size_t count,
                             std::mt19937 &random) {
  std::vector<Rectangle> pieces = {whole};
  for (int tries = 0; tries < 1000 && pieces.size() < count; ++tries) {
    size_t index = random() % pieces.size();
    Rectangle r = pieces[index];
    if (r.width() < 3 || r.height() < 3)
      continue;
    int64_t x = r.start + 1 + random() % (r.width() - 2);
    int64_t y = r.low + 1 + random() % (r.height() - 2);
    int64_t x2 = x + 1 + random() % (r.end - x - 1);
    int64_t y2 = y + 1 + random() % (r.high - y - 1);
    pieces.erase(pieces.begin() + index);
    switch (random() % 3) {
    case 0:
      pieces.push_back({r.start, x, r.low, r.high});
      pieces.push_back({x, r.end, r.low, r.high});
      break;
    case 1:
      pieces.push_back({r.start, r.end, r.low, y});
      pieces.push_back({r.start, r.end, y, r.high});
      break;
    default:
      pieces.push_back({r.start, x2, r.low, y});
      pieces.push_back({x2, r.end, r.low, y2});
      pieces.push_back({x, r.end, y2, r.high});
      pieces.push_back({r.start, x, y, r.high});
      pieces.push_back({x, x2, y, y2});
      break;
    }
  }
  return pieces;
}
} // namespace

TEST(IntervalSearch, TilingsArePackedWithoutWaste) {
  std::mt19937 random(2);
  for (int round = 0; round < 90; ++round) {
    size_t count = 5 + round;
    Buffers buffers;
    for (const Rectangle &piece : cutUp({0, 100, 0, 100}, count, random))
      buffers.push_back(buffer(piece.height(), piece.start, piece.end));
    std::shuffle(buffers.begin(), buffers.end(), random);
    Packing packing = valueOf(packIntervals(buffers, {100'000'000}));
    EXPECT_EQ(packing.peak, 100) << "round " << round << ", " << buffers.size();
    EXPECT_EQ(packing.bound, 100);
  }
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

TEST(IntervalSearch, ACapacityIsEnoughOrRefuted) {
  // Each buffer conflicts with its neighbour, so 9 is the optimum.
  Buffers buffers = {buffer(4, 0, 2), buffer(5, 1, 3), buffer(4, 2, 4)};
  PackingOptions options;
  options.capacity = 20;
  Packing enough = valueOf(packIntervals(buffers, options));
  EXPECT_LE(enough.peak, 20);
  options.capacity = 8;
  Packing refuted = valueOf(packIntervals(buffers, options));
  EXPECT_EQ(refuted.peak, 9);
  EXPECT_GT(refuted.leastPossible, 8);
}

TEST(IntervalSearch, TheSameEffortGivesTheSameAnswer) {
  std::mt19937 random(3);
  Buffers buffers;
  for (int i = 0; i < 60; ++i) {
    int64_t start = random() % 30;
    buffers.push_back(
        buffer(1 + random() % 50, start, start + 1 + random() % 12));
  }
  Packing first = valueOf(packIntervals(buffers, {300'000}));
  Packing second = valueOf(packIntervals(buffers, {300'000}));
  EXPECT_EQ(first.offsets, second.offsets);
  // More effort never gives a higher peak.
  EXPECT_LE(valueOf(packIntervals(buffers, {3'000'000})).peak, first.peak);
  EXPECT_LE(first.peak, valueOf(packIntervals(buffers, {0})).peak);
}

//===----------------------------------------------------------------------===//
// Aliases and pinned buffers
//===----------------------------------------------------------------------===//

TEST(IntervalSearch, AliasesAreOneBuffer) {
  // The second buffer has the first one's offset, and keeps its bytes between
  // their lifetimes. The third may not overlap them at any of these times.
  Buffers buffers = {buffer(4, 0, 2), buffer(6, 4, 6), buffer(3, 5, 8),
                     buffer(3, 2, 4)};
  buffers[1].alias = 0;
  Packing packing = valueOf(packIntervals(buffers));
  EXPECT_EQ(packing.offsets[0], packing.offsets[1]);
  EXPECT_EQ(packing.peak, 9);
  EXPECT_EQ(packing.offsets[3], 0);
  // With other sizes, conflicting buffers still do not overlap.
  Stacking stacking = stackInOrderOf(buffers, packing.offsets);
  EXPECT_EQ(placeByStacking(stacking, buffers), packing.offsets);
  buffers[0].size = 20;
  std::vector<int64_t> other = placeByStacking(stacking, buffers);
  EXPECT_EQ(other[0], other[1]);
  EXPECT_TRUE(other[2] >= other[0] + 20 || other[0] >= other[2] + 3);
}

TEST(IntervalSearch, StackingsPutAllUponThePinned) {
  Buffers buffers = {buffer(4, 0, 4), buffer(3, 1, 3), buffer(2, 2, 6)};
  buffers[0].pinned = 5;
  Packing packing = valueOf(packIntervals(buffers));
  EXPECT_EQ(packing.offsets, std::vector<int64_t>({5, 0, 3}));
  Stacking stacking = stackInOrderOf(buffers, packing.offsets);
  buffers[1].size = 30;
  expectSound(buffers, placeByStacking(stacking, buffers));
}

TEST(IntervalSearch, RefusalsOfPinnedAndAliases) {
  auto says = [](Buffers buffers, const std::string &message) {
    EXPECT_EQ(messageOf(packIntervals(buffers)), message);
  };
  Buffers two = {buffer(4, 0, 2, 4), buffer(4, 1, 3, 8)};
  two[0].pinned = 2;
  says(two, "buffer 0: pinned at 2; expected a multiple of its alignment 4");
  two[0].pinned = 4;
  two[1].pinned = 0;
  EXPECT_EQ(valueOf(packIntervals(two)).peak, 8);
  two[1].size = 5;
  says(two, "buffer 1: pinned at 0, where it overlaps one that lives at the "
            "same time: buffer 0");
  two[1].alias = 0;
  says(two, "buffer 1: pinned, and to lie where another one lies; expected at "
            "most one of the two");
  two[1].pinned.reset();
  says(two, "buffer 1: alignment 8; expected at most that of the buffer where "
            "it is to lie, 4: buffer 0");
  two[0].alias = 1;
  says(two, "buffer 0: to lie where buffer 1 lies; expected the number of a "
            "buffer whose place does not depend on this one");
  Buffers twice = {{4, {{0, 3}, {2, 5}}}};
  says(twice, "buffer 0: live from 2 to 5; expected a start that is not before "
              "3, where its last range ends");
}
