//===- IntervalPackingTest.cpp - tests of packing buffers -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/IntervalPacking.h"
#include "Outcome.h"
#include "SoundPacking.h"
#include "ag/Support/Memory/Stacking.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <numeric>
#include <random>

using namespace ag;

namespace {
/// Returns the largest sum of live sizes, by a loop over all times.
int64_t sumByTimes(const Buffers &buffers) {
  int64_t largest = 0;
  for (int64_t time = 0; time < 16; ++time) {
    int64_t sum = 0;
    for (const LiveBuffer &buffer : buffers)
      sum += livesAt(buffer, time) ? buffer.size : 0;
    largest = std::max(largest, sum);
  }
  return largest;
}

/// Returns the least peak over all orders of stacking. This is the optimum:
/// stacking an optimal packing in the order of its offsets raises no buffer.
int64_t smallestPeak(const Buffers &buffers) {
  std::vector<unsigned> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  int64_t smallest = INT64_MAX;
  do {
    std::vector<int64_t> offsets(buffers.size(), 0);
    for (size_t i = 0; i < order.size(); ++i) {
      int64_t top = 0, alignment = buffers[order[i]].alignment;
      for (size_t j = 0; j < i; ++j)
        if (areInConflict(buffers[order[i]], buffers[order[j]]))
          top = std::max(top, offsets[order[j]] + buffers[order[j]].size);
      offsets[order[i]] = (top + alignment - 1) / alignment * alignment;
    }
    smallest = std::min(smallest, peakOf(buffers, offsets));
  } while (std::next_permutation(order.begin(), order.end()));
  return smallest;
}

Buffers randomBuffers(std::mt19937 &random, unsigned count, bool isAligned) {
  Buffers buffers;
  for (unsigned i = 0; i < count; ++i) {
    int64_t start = random() % 8, size = random() % 12;
    buffers.push_back(buffer(size, start, start + int64_t(random() % 6),
                             isAligned ? int64_t(1) << random() % 4 : 1));
  }
  return buffers;
}

/// Expects a sound packing, and a sound stacking for other sizes.
void expectRight(const Buffers &buffers, std::mt19937 &random) {
  Packing packing = valueOf(packIntervals(buffers, {100'000}));
  expectSound(buffers, packing.offsets);
  EXPECT_GE(packing.bound, sumByTimes(buffers));
  EXPECT_GE(packing.peak, packing.bound);
  EXPECT_EQ(packing.peak, peakOf(buffers, packing.offsets));
  Stacking stacking = stackInOrderOf(buffers, packing.offsets);
  EXPECT_EQ(placeByStacking(stacking, buffers), packing.offsets);
  Buffers other = buffers;
  for (LiveBuffer &buffer : other)
    buffer.size = random() % 3 ? random() % 40 : 0;
  expectSound(other, placeByStacking(stacking, other));
}
} // namespace

TEST(IntervalPacking, TheExampleOfTheHeader) {
  Buffers buffers = {buffer(4, 0, 2), buffer(2, 1, 3), buffer(4, 2, 4)};
  Packing packing = valueOf(packIntervals(buffers));
  EXPECT_EQ(packing.offsets, std::vector<int64_t>({2, 0, 2}));
  EXPECT_EQ(packing.peak, 6);
  EXPECT_EQ(packing.bound, 6);
  Stacking stacking = stackInOrderOf(buffers, packing.offsets);
  ASSERT_EQ(stacking.size(), 3u);
  EXPECT_EQ(stacking[0].buffer, 1u);
  EXPECT_EQ(stacking[2].buffer, 2u);
  EXPECT_EQ(stacking[2].upon, (llvm::SmallVector<unsigned, 4>{1}));
}

TEST(IntervalPacking, NothingAndNearlyNothing) {
  Packing none = valueOf(packIntervals({}));
  EXPECT_EQ(none.peak, 0);
  EXPECT_EQ(none.bound, 0);
  // Buffers without a size or a lifetime take no bytes.
  Buffers buffers = {buffer(0, 0, 9, 64), buffer(5, 3, 4),
                     buffer(100, 3, 3, 64), buffer(7, 4, 5)};
  Packing packing = valueOf(packIntervals(buffers));
  EXPECT_EQ(packing.peak, 7);
  EXPECT_EQ(packing.bound, 7);
  EXPECT_EQ(packing.offsets, std::vector<int64_t>({0, 0, 0, 0}));
  // The stacking must stay sound if the empty buffer gets a size.
  Stacking stacking = stackInOrderOf(buffers, packing.offsets);
  buffers[0].size = 10;
  EXPECT_EQ(placeByStacking(stacking, buffers),
            std::vector<int64_t>({0, 10, 0, 10}));
}

TEST(IntervalPacking, RangesAreHalfOpen) {
  EXPECT_FALSE(areInConflict(buffer(1, 0, 2), buffer(1, 2, 4)));
  EXPECT_TRUE(areInConflict(buffer(1, 0, 3), buffer(1, 2, 4)));
  EXPECT_FALSE(areInConflict(buffer(1, 2, 2), buffer(1, 0, 4)));
  EXPECT_TRUE(areInConflict(buffer(0, 0, 3), buffer(0, 2, 4)));
}

TEST(IntervalPacking, OffsetsAreAligned) {
  Packing packing = valueOf(packIntervals(
      {buffer(5, 0, 2, 1), buffer(3, 0, 2, 4), buffer(16, 1, 3, 16)}));
  EXPECT_EQ(packing.offsets, std::vector<int64_t>({19, 16, 0}));
  EXPECT_EQ(packing.peak, 24);
}

TEST(IntervalPacking, AStackingListsNoMoreThanItMust) {
  // Each of three buffers stacks on the one before it. The fourth stacks on the
  // last one only, as the others are below that.
  Buffers buffers = {buffer(9, 0, 2), buffer(8, 1, 3), buffer(7, 2, 4),
                     buffer(1, 0, 4)};
  Stacking stacking = stackInOrderOf(buffers, {0, 9, 17, 24});
  using List = llvm::SmallVector<unsigned, 4>;
  EXPECT_EQ(stacking[0].upon, List{});
  EXPECT_EQ(stacking[1].upon, List{0});
  EXPECT_EQ(stacking[2].upon, List{1});
  EXPECT_EQ(stacking[3].upon, List{2});
}

TEST(IntervalPacking, SmallCasesAgainstBruteForce) {
  std::mt19937 random(1);
  int optimal = 0, aboveBound = 0;
  for (int round = 0; round < 3000; ++round) {
    Buffers buffers = randomBuffers(random, 1 + round % 6, round % 2);
    expectRight(buffers, random);
    int64_t peak = valueOf(packIntervals(buffers)).peak;
    int64_t smallest = smallestPeak(buffers);
    EXPECT_GE(peak, smallest);
    optimal += peak == smallest;
    aboveBound += smallest > sumByTimes(buffers);
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_EQ(optimal, 3000);
  EXPECT_GE(aboveBound, 100);
}

TEST(IntervalPacking, LargerCases) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    expectRight(randomBuffers(random, 10 + round, round % 2), random);
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
}

TEST(IntervalPacking, ThousandsOfBuffersTakeNoTime) {
  std::mt19937 random(3);
  Buffers buffers;
  for (int64_t i = 0; i < 4000; ++i)
    buffers.push_back(
        buffer(1 + random() % 1000, i, i + 1 + random() % 50, 64));
  Packing packing = valueOf(packIntervals(buffers));
  EXPECT_EQ(placeByStacking(stackInOrderOf(buffers, packing.offsets), buffers),
            packing.offsets);
  EXPECT_GE(packing.peak, packing.bound);
  EXPECT_LE(packing.peak, 2 * packing.bound);
}

TEST(IntervalPacking, Refusals) {
  auto says = [](const Buffers &buffers, std::string message) {
    EXPECT_EQ(messageOf(packIntervals(buffers)), message);
  };
  says({buffer(1, 0, 1), buffer(-1, 0, 1)},
       "buffer 1: size -1; expected 0 or more");
  says({buffer(1, 3, 2)},
       "buffer 0: live from 3 to 2; expected an end that is not "
       "before the start");
  for (int64_t alignment : {0, -8, 12})
    says({buffer(1, 0, 1, alignment)}, "buffer 0: alignment " +
                                           std::to_string(alignment) +
                                           "; expected a power of two");
  says({buffer(INT64_MAX, 0, 1), buffer(1, 5, 6)},
       "buffer 1: with it all sizes together take 2^63 bytes or more");
  EXPECT_EQ(messageOf(packIntervals({buffer(INT64_MAX, INT64_MIN, INT64_MAX)})),
            "");
}
