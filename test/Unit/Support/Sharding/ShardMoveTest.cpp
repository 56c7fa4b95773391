//===- ShardMoveTest.cpp - tests of steps between states ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardMove.h"
#include "AllStates.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns a cost on axes of 4 (x: 1 us, 1e9 B/s) and 3 ranks (y: 2 us, 1e10
/// B/s).
MoveCost cost(MoveKind kind, AxisList axes, int64_t localBytes) {
  Mesh mesh = makeMesh({4, 3}, {{1e-6, 1e9}, {2e-6, 1e10}});
  return costOf({kind, std::move(axes), {}, {}, {}}, mesh, localBytes);
}
constexpr int64_t us = 1'000'000;
} // namespace

/// 1,200 bytes take 1.2 us along x, and 0.12 us along y.
TEST(ShardMove, CostsByHand) {
  EXPECT_EQ(cost(MoveKind::Slice, {0, 1}, 1200), (MoveCost{0, 0}));
  EXPECT_EQ(cost(MoveKind::ToPartial, {0}, 1200), (MoveCost{0, 0}));
  EXPECT_EQ(cost(MoveKind::AllGather, {0}, 1200),
            (MoveCost{2 * us + 3'600'000, 3600}));
  EXPECT_EQ(cost(MoveKind::AllGather, {1}, 1200),
            (MoveCost{4 * us + 240'000, 2400}));
  EXPECT_EQ(cost(MoveKind::ReduceScatter, {0}, 1200),
            (MoveCost{2 * us + 900'000, 900}));
  EXPECT_EQ(cost(MoveKind::AllReduce, {0}, 1200),
            (MoveCost{4 * us + 1'800'000, 1800}));
  EXPECT_EQ(cost(MoveKind::AllToAll, {0}, 1200),
            (MoveCost{3 * us + 900'000, 900}));
  EXPECT_EQ(cost(MoveKind::Permute, {1}, 1200),
            (MoveCost{2 * us + 120'000, 1200}));
  // 12 ranks take 4 steps with y's latency, at x's bandwidth.
  EXPECT_EQ(cost(MoveKind::ReduceScatter, {0, 1}, 1200),
            (MoveCost{8 * us + 1'100'000, 1100}));
}

TEST(ShardMove, CostsAtTheEnds) {
  // The bytes that a rank sends are rounded up.
  EXPECT_EQ(cost(MoveKind::AllReduce, {0}, 1).bytes, 2);
  EXPECT_EQ(cost(MoveKind::AllReduce, {1}, 0), (MoveCost{8 * us, 0}));
  EXPECT_EQ(cost(MoveKind::AllGather, {0}, INT64_MAX / 2),
            (MoveCost{INT64_MAX, INT64_MAX}));
  MoveCost most = {INT64_MAX, INT64_MAX}, one = {1, 2}, other = {1, 3};
  EXPECT_EQ(most + one, most);
  EXPECT_TRUE(one < other && other < MoveCost({2, 0}) && !(one < one));
  Mesh mesh = makeMesh({1});
  EXPECT_EQ(costOf({MoveKind::AllReduce, {0}, {}, {}, {}}, mesh, 8),
            (MoveCost{0, 0}));
}

TEST(ShardMove, IsSpelled) {
  Mesh mesh = makeMesh({2, 2});
  EXPECT_EQ(spell({MoveKind::AllToAll, {0}, 0, 1, {}}, mesh),
            "all_to_all {x} 0 to 1");
  EXPECT_EQ(spell({MoveKind::AllGather, {1, 0}, 2, {}, {}}, mesh),
            "all_gather {y, x} 2");
  EXPECT_EQ(spell({MoveKind::ReduceScatter, {0}, {}, 0, {}}, mesh),
            "reduce_scatter {x} to 0");
  EXPECT_EQ(spell({MoveKind::ToPartial, {0}, {}, {}, {}}, mesh),
            "to_partial {x}");
}

TEST(ShardMove, BlocksArePermuted) {
  Mesh mesh = makeMesh({2, 2, 2});
  using Ranks = std::vector<int64_t>;
  ShardState xy = {{{0, 1}, {2}}}, yx = {{{1, 0}, {2}}};
  EXPECT_EQ(movedAxes(xy, yx, mesh), AxisList({0, 1}));
  EXPECT_EQ(permutedRanks(xy, yx, mesh), Ranks({0, 1, 4, 5, 2, 3, 6, 7}));
  // Each copy receives its block from the copy of the same number.
  ShardState x = {{{0}, {2}}}, y = {{{1}, {2}}};
  EXPECT_EQ(permutedRanks(x, y, mesh), Ranks({0, 1, 4, 5, 2, 3, 6, 7}));
  EXPECT_EQ(movedAxes(x, x, mesh), AxisList());
}

TEST(ShardMove, AxesOfOtherSizesArePermutedWithinTheirGroups) {
  // 4 slices along x become 4 along y and z; w stays.
  Mesh mesh =
      llvm::cantFail(Mesh::get({{"x", 4}, {"y", 2}, {"z", 2}, {"w", 2}}));
  ShardState from = {{{3, 0}}}, to = {{{3, 1, 2}}};
  EXPECT_EQ(movedAxes(from, to, mesh), AxisList({0, 1, 2}));
  std::vector<int64_t> sources = permutedRanks(from, to, mesh);
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank) {
    EXPECT_EQ(mesh.getCoordinate(rank, 3),
              mesh.getCoordinate(sources[rank], 3));
    EXPECT_EQ(mesh.getIndex(rank, {3, 1, 2}),
              mesh.getIndex(sources[rank], {3, 0}));
  }
}
