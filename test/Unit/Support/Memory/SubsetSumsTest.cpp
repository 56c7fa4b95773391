//===- SubsetSumsTest.cpp - the sums of some of several sizes -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Packing/SubsetSums.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
std::vector<int64_t> listSums(const SubsetSums &sums, int64_t end) {
  std::vector<int64_t> list;
  for (int64_t value = 0; value < end; ++value)
    if (sums.contains(value))
      list.push_back(value);
  return list;
}

TEST(SubsetSums, noSize) {
  SubsetSums sums;
  sums.start(0);
  EXPECT_EQ(listSums(sums, 200), std::vector<int64_t>{0});
}

TEST(SubsetSums, eachSizeCountsOnce) {
  SubsetSums sums;
  sums.start(13);
  for (int64_t size : {3, 5, 5})
    sums.add(size);
  EXPECT_EQ(listSums(sums, 200), (std::vector<int64_t>{0, 3, 5, 8, 10, 13}));
}

TEST(SubsetSums, sizesOfWholeWordsAndMore) {
  SubsetSums sums;
  sums.start(329);
  for (int64_t size : {64, 65, 200})
    sums.add(size);
  EXPECT_EQ(listSums(sums, 1000),
            (std::vector<int64_t>{0, 64, 65, 129, 200, 264, 265, 329}));
}

TEST(SubsetSums, startForgetsTheSizes) {
  SubsetSums sums;
  sums.start(100);
  sums.add(100);
  sums.start(7);
  sums.add(7);
  EXPECT_EQ(listSums(sums, 200), (std::vector<int64_t>{0, 7}));
}

TEST(SubsetSums, roundsUpToASumAndItsSlack) {
  SubsetSums sums;
  sums.start(20);
  for (int64_t size : {6, 14})
    sums.add(size);
  std::vector<int64_t> rounded;
  for (int64_t value = 0; value <= 8; ++value)
    rounded.push_back(sums.roundUp(value, 1));
  EXPECT_EQ(rounded, (std::vector<int64_t>{0, 1, 6, 6, 6, 6, 6, 7, 14}));
  EXPECT_EQ(sums.roundUp(7, 0), 14);
  EXPECT_EQ(sums.roundUp(16, 0), 20);
  EXPECT_EQ(sums.roundUp(21, 1), 21);
}
} // namespace
