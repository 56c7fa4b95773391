//===- SampledStackingTest.cpp - tests of stackings for many sizes --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/SampledStacking.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;

namespace {
using Samples = std::vector<std::vector<LiveBuffer>>;

/// Returns samples of buffers whose sizes are constant, or grow with one or
/// both of two dimensions.
Samples makeSamples(unsigned seed, unsigned count) {
  std::mt19937 random(seed);
  constexpr std::pair<int64_t, int64_t> dims[] = {
      {32, 512}, {1, 512}, {32, 1}, {1, 1}, {8, 128}, {16, 256}, {24, 384}};
  Samples samples(std::size(dims));
  for (unsigned number = 0; number < count; ++number) {
    int64_t start = random() % count, size = 64 * (1 + random() % 12);
    int64_t end = start + 1 + random() % (random() % 6 == 0 ? 20 : 6);
    unsigned growth = random() % 4;
    for (auto [sample, dim] : llvm::zip_equal(samples, dims)) {
      int64_t factor =
          (growth & 1 ? dim.first : 1) * (growth & 2 ? dim.second : 1);
      sample.push_back({size * factor, {{start, end}}, 64});
    }
  }
  return samples;
}

double worstRatio(const SampledStacking &found) {
  double worst = 1;
  for (const StackedSample &sample : found.samples)
    worst = std::max(worst, static_cast<double>(sample.peak) /
                                static_cast<double>(sample.leastPossible));
  return worst;
}

void expectValid(const Samples &samples, const SampledStacking &found) {
  ASSERT_EQ(samples.size(), found.samples.size());
  for (auto [buffers, sample] : llvm::zip_equal(samples, found.samples)) {
    EXPECT_EQ(sample.offsets, placeByStacking(found.stacking, buffers));
    EXPECT_EQ(sample.peak, peakOf(buffers, sample.offsets));
    EXPECT_GE(sample.peak, sample.leastPossible);
    for (size_t a = 0; a < buffers.size(); ++a)
      for (size_t b = 0; b < a; ++b)
        EXPECT_TRUE(!areInConflict(buffers[a], buffers[b]) ||
                    sample.offsets[a] + buffers[a].size <= sample.offsets[b] ||
                    sample.offsets[b] + buffers[b].size <= sample.offsets[a]);
  }
}

TEST(SampledStacking, IsValidAtEachSample) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    Samples samples = makeSamples(seed, 5 + seed % 60);
    expectValid(samples, llvm::cantFail(findStacking(samples)));
  }
}

/// Returns the least worst ratio among the stackings that are best for one
/// sample.
double worstRatioOfEach(const Samples &samples) {
  std::vector<Packing> packings;
  for (const std::vector<LiveBuffer> &sample : samples)
    packings.push_back(llvm::cantFail(packIntervals(sample)));
  double least = std::numeric_limits<double>::infinity();
  for (auto [shown, packing] : llvm::zip_equal(samples, packings)) {
    Stacking stacking = stackInOrderOf(shown, packing.offsets);
    double worst = 1;
    for (auto [sample, best] : llvm::zip_equal(samples, packings))
      worst = std::max(worst, static_cast<double>(peakOf(
                                  sample, placeByStacking(stacking, sample))) /
                                  static_cast<double>(best.leastPossible));
    least = std::min(least, worst);
  }
  return least;
}

TEST(SampledStacking, IsBetterThanTheBestOfEachSample) {
  double apart = 0, together = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    Samples samples = makeSamples(seed, 60);
    double alone = worstRatioOfEach(samples);
    double found = worstRatio(llvm::cantFail(findStacking(samples)));
    EXPECT_LE(found, alone);
    apart += alone - 1;
    together += found - 1;
  }
  EXPECT_LT(together, apart * 2 / 3);
}

TEST(SampledStacking, ReachesTheBoundOfFewBuffersAtAllSamples) {
  unsigned reached = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Samples samples = makeSamples(seed, 10);
    reached += worstRatio(llvm::cantFail(findStacking(samples))) == 1;
  }
  EXPECT_GT(reached, 190u);
}

TEST(SampledStacking, GivesTheSameAnswerTwice) {
  Samples samples = makeSamples(7, 80);
  SampledStacking a = llvm::cantFail(findStacking(samples));
  SampledStacking b = llvm::cantFail(findStacking(samples));
  for (auto [x, y] : llvm::zip_equal(a.samples, b.samples))
    EXPECT_EQ(x.offsets, y.offsets);
}

TEST(SampledStacking, TakesOneSampleAndNoBuffers) {
  EXPECT_EQ(llvm::cantFail(findStacking(Samples(1))).samples.front().peak, 0);
  std::vector<LiveBuffer> pinned = {{64, {{0, 2}}, 64, 128}, {64, {{1, 3}}}};
  SampledStacking found = llvm::cantFail(findStacking(Samples{pinned, pinned}));
  EXPECT_EQ(found.samples.back().offsets.front(), 128);
}

TEST(SampledStacking, RefusesWhatCannotBePacked) {
  std::vector<LiveBuffer> wrong = {{-1, {{0, 1}}}};
  llvm::Expected<SampledStacking> found = findStacking(Samples{wrong});
  ASSERT_FALSE(bool(found));
  EXPECT_EQ(llvm::toString(found.takeError()),
            "buffer 0: size -1; expected 0 or more");
}
} // namespace
