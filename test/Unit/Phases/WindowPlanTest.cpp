//===- WindowPlanTest.cpp - groups of window offsets ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loop over window offsets is split into groups with sums of their own?
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowPlan.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
constexpr int64_t dynamic = mlir::ShapedType::kDynamic;

/// Expects that the loop of this depth is split into groups of `size`.
void expectGroups(llvm::ArrayRef<int64_t> extents, unsigned end, unsigned depth,
                  int64_t size) {
  std::optional<WindowGroups> groups = chooseGroups(extents, end);
  ASSERT_TRUE(groups);
  EXPECT_EQ(groups->depth, depth);
  EXPECT_EQ(groups->size, size);
}

TEST(WindowPlan, FewOffsetsHaveNoGroups) {
  EXPECT_FALSE(chooseGroups({}, 0));
  EXPECT_FALSE(chooseGroups({3, 3}, 2));
  EXPECT_FALSE(chooseGroups({8, 8}, 2));
}

TEST(WindowPlan, GroupsHaveAtMost16Offsets) {
  expectGroups({65}, 1, 0, 16);
  expectGroups({40, 4}, 2, 0, 4);
  expectGroups({5, 16}, 2, 0, 1);
  expectGroups({3, 40}, 2, 1, 16);
}

TEST(WindowPlan, LongInnerLoopsAreSplitFirst) {
  expectGroups({100, 100}, 2, 1, 16);
}

TEST(WindowPlan, OnlyOuterLoopsAreSplit) {
  expectGroups({4, 100}, 1, 0, 1);
  EXPECT_FALSE(chooseGroups({100}, 0));
}

TEST(WindowPlan, DynamicLoopsAreSplit) {
  expectGroups({dynamic}, 1, 0, 16);
  expectGroups({dynamic, 2}, 2, 0, 8);
}
} // namespace
