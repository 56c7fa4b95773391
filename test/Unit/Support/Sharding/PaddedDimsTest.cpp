//===- PaddedDimsTest.cpp - tests of how dimensions are padded ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/PaddedDims.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(PaddedDims, WhatIsJoinedHasOneQuantum) {
  PaddedDims dims;
  unsigned a = dims.add(2), b = dims.add(0), c = dims.add(2);
  EXPECT_EQ(a, 0u);
  EXPECT_EQ(b, 2u);
  EXPECT_EQ(c, 2u);
  dims.split(a, 4);
  dims.join(a, c + 1);
  dims.split(c + 1, 6);
  dims.split(c, 5);
  dims.close();
  EXPECT_EQ(dims.getQuantum(a), 12);
  EXPECT_EQ(dims.getQuantum(c + 1), 12);
  EXPECT_EQ(dims.getQuantum(c), 5);
  EXPECT_EQ(dims.getQuantum(a + 1), 1);
}

/// A dimension is padded only if it has one loop.
TEST(PaddedDims, SeveralLoopsOfADimensionAreNotPadded) {
  EXPECT_FALSE(isUnfit({}, 1, 1));
  EXPECT_FALSE(isUnfit({{4, 6, 4}}, 6, 4));
  EXPECT_FALSE(isUnfit({{2, 4, 2}, {1, 3, 1}}, 12, 2));
  EXPECT_TRUE(isUnfit({{2, 4, 2}, {1, 3, 1}}, 12, 8));
  EXPECT_TRUE(isUnfit({{2, 4, 8}, {1, 3, 1}}, 12, 2));
  EXPECT_FALSE(isUnfit({{1, 4, 8}, {1, 3, 1}}, 12, 8));
}

/// The loop's own extent is dynamic.
TEST(PaddedDims, DynamicLoopsAreNotPadded) {
  EXPECT_FALSE(isUnfit({{2, std::nullopt, 2}}, 6, 2));
  EXPECT_TRUE(isUnfit({{2, std::nullopt, 4}}, 6, 4));
  EXPECT_FALSE(isUnfit({{2, std::nullopt, 4}}, std::nullopt, 4));
}
