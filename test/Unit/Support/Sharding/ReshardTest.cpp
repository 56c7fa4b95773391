//===- ReshardTest.cpp - tests of reshards --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Reshard.h"
#include "AllStates.h"
#include "Outcome.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;

namespace {
std::string spellMoves(const Reshard &found, const Mesh &mesh) {
  return llvm::join(
      llvm::map_range(found.moves,
                      [&](const ShardMove &move) { return spell(move, mesh); }),
      ", ");
}

/// Returns the moves of a tensor with 2^20 elements in each dimension.
std::string movesOf(const ShardState &from, const ShardState &to,
                    const Mesh &mesh) {
  StoredShape shape(from.dims.size(), {1 << 20, mesh.getNumRanks()});
  return spellMoves(valueOf(findReshard(from, to, mesh, shape, 4)), mesh);
}

/// Returns the cost of the greedy sequence. It completes the sums that may not
/// stay partial, gathers each dimension that is split otherwise, and slices.
MoveCost greedyCost(const ShardState &from, const ShardState &to,
                    const Mesh &mesh, int64_t bytes) {
  for (llvm::ArrayRef<unsigned> axes : from.dims)
    bytes /= mesh.getSize(axes);
  AxisList reduced = from.partial;
  llvm::erase_if(reduced, [&](unsigned axis) {
    return from.monoid == to.monoid && llvm::is_contained(to.partial, axis);
  });
  MoveCost cost =
      costOf({MoveKind::AllReduce, reduced, {}, {}, {}}, mesh, bytes);
  for (const auto &[before, after] : llvm::zip_equal(from.dims, to.dims)) {
    size_t kept =
        std::mismatch(before.begin(), before.end(), after.begin(), after.end())
            .first -
        before.begin();
    AxisList axes(before.begin() + kept, before.end());
    cost = cost + costOf({MoveKind::AllGather, axes, {}, {}, {}}, mesh, bytes);
    bytes *= mesh.getSize(axes);
  }
  return cost;
}
} // namespace

TEST(Reshard, TheExamplesOfTheHeader) {
  Mesh mesh = makeMesh({2, 2});
  EXPECT_EQ(movesOf({{{0}, {}}}, {{{}, {0}}}, mesh), "all_to_all {x} 0 to 1");
  EXPECT_EQ(movesOf({{{0}}, {1}, Monoid::Sum}, {{{}}}, mesh),
            "reduce_scatter {y} to 0, all_gather {x, y} 0");
  EXPECT_EQ(movesOf({{{}}, {0}, Monoid::Sum}, {{{}}, {0}, Monoid::Max}, mesh),
            "all_reduce {x}, to_partial {x}");
  EXPECT_EQ(movesOf({{{0, 1}}}, {{{1}}}, mesh),
            "permute {x, y}, all_gather {x} 0");
  EXPECT_EQ(movesOf({{{0}}}, {{{0}}}, mesh), "");
}

TEST(Reshard, SeveralAxesAreOneMove) {
  Mesh mesh = makeMesh({2, 2});
  EXPECT_EQ(movesOf({{{0, 1}}}, {{{}}}, mesh), "all_gather {x, y} 0");
  EXPECT_EQ(movesOf({{{}}}, {{{1, 0}}}, mesh), "slice {y, x} to 0");
  EXPECT_EQ(movesOf({{{}}, {0, 1}, Monoid::Min}, {{{1, 0}}}, mesh),
            "reduce_scatter {y, x} to 0");
  EXPECT_EQ(movesOf({{{}}, {0, 1}, Monoid::Sum}, {{{}}}, mesh),
            "all_reduce {x, y}");
  EXPECT_EQ(movesOf({{{0, 1}, {}}}, {{{}, {0, 1}}}, mesh),
            "all_to_all {x, y} 0 to 1");
}

/// The slice comes first, and the sum is scattered, so nothing is gathered.
TEST(Reshard, LessIsSentLater) {
  Mesh mesh = makeMesh({2, 2});
  EXPECT_EQ(movesOf({{{}}, {0}, Monoid::Sum}, {{{1, 0}}}, mesh),
            "slice {y} to 0, reduce_scatter {x} to 0");
  Reshard found = valueOf(
      findReshard({{{}}, {0}, Monoid::Sum}, {{{1, 0}}}, mesh, {{1000, 4}}, 4));
  // Each rank has 2,000 bytes and sends half of them.
  EXPECT_EQ(found.cost, (MoveCost{5'000'000 + 10'000, 1000}));
}

/// Copies along the fast axis each send a slice over the slow one.
TEST(Reshard, AFastLinkTakesTheDetour) {
  Mesh mesh = makeMesh({2, 8}, {{5e-6, 1e9}, {1e-6, 1e12}});
  EXPECT_EQ(movesOf({{{}}, {0}, Monoid::Sum}, {{{}}}, mesh),
            "slice {y} to 0, all_reduce {x}, all_gather {y} 0");
}

/// With small elements, latency counts, and fewer steps may take more bytes.
/// With large ones, less time is fewer bytes.
TEST(Reshard, IsNeverWorseThanTheGreedySequence) {
  unsigned pairs = 0, faster = 0, smaller = 0;
  for (const Mesh &mesh : {makeMesh({2}), makeMesh({4}), makeMesh({2, 2}),
                           makeMesh({2, 3}), makeMesh({8, 4})})
    for (int64_t elementBytes : {1, 1 << 20}) {
      StoredShape shape = makeShape({7, 3, 1}, mesh);
      int64_t bytes = elementBytes;
      for (StoredDim dim : shape)
        bytes *= dim.getStoredSize();
      std::vector<ShardState> states =
          allStates(mesh, 3, {Monoid::Sum, Monoid::Max});
      for (const ShardState &from : states)
        for (const ShardState &to : states) {
          MoveCost found =
              valueOf(findReshard(from, to, mesh, shape, elementBytes)).cost;
          MoveCost greedy = greedyCost(from, to, mesh, bytes);
          ++pairs;
          faster += found.picoseconds < greedy.picoseconds;
          smaller += found.bytes < greedy.bytes;
          ASSERT_LE(found.picoseconds, greedy.picoseconds)
              << spell(from, mesh) << " to " << spell(to, mesh);
          if (elementBytes > 1)
            ASSERT_LE(found.bytes, greedy.bytes)
                << spell(from, mesh) << " to " << spell(to, mesh);
        }
    }
  EXPECT_EQ(pairs, 8358u);
  EXPECT_GT(faster, 5000u);
  EXPECT_GT(smaller, 5000u);
}

TEST(Reshard, AxesOfSizeOneSplitNothing) {
  Mesh mesh = makeMesh({1, 2, 1});
  EXPECT_EQ(movesOf({{{0, 1}, {}}, {2}, Monoid::Sum}, {{{1, 2}, {0}}}, mesh),
            "");
  EXPECT_EQ(movesOf({{{1, 0}, {}}}, {{{2}, {0, 1}}}, mesh),
            "all_to_all {y} 0 to 1");
}

/// An axis never splits a dimension that is not padded for it.
TEST(Reshard, StatesThatCannotBeStoredArePassedBy) {
  Mesh mesh = makeMesh({2, 2});
  ShardState from = {{{0, 1}, {}}}, to = {{{1, 0}, {}}};
  Reshard found = valueOf(findReshard(from, to, mesh, {{64, 4}, {3, 1}}, 4));
  for (const ShardMove &move : found.moves)
    EXPECT_EQ(messageOf(checkStored(move.after, mesh, {{64, 4}, {3, 1}})), "");
  EXPECT_EQ(spellMoves(found, mesh), "permute {x, y}");
}

TEST(Reshard, ManyAxes) {
  Mesh mesh = makeMesh({2, 2, 2, 2, 2, 2});
  StoredShape shape = makeShape({64, 64}, mesh);
  // Two of six axes differ.
  ShardState from = {{{0, 1, 2}, {}}, {3}, Monoid::Sum};
  Reshard found =
      valueOf(findReshard(from, {{{0, 1}, {2, 3}}}, mesh, shape, 4));
  EXPECT_EQ(spellMoves(found, mesh),
            "all_to_all {z} 0 to 1, reduce_scatter {w} to 1");
  EXPECT_FALSE(found.isCheapest);
  // All axes differ: complete, gather, slice, make partial.
  found = valueOf(
      findReshard(from, {{{4, 5}, {1, 0}}, {2}, Monoid::Sum}, mesh, shape, 4));
  EXPECT_EQ(spellMoves(found, mesh),
            "all_reduce {w}, all_gather {x, y, z} 0, slice {u, v} to 0, "
            "slice {y, x} to 1, to_partial {z}");
  EXPECT_FALSE(found.isCheapest);
  EXPECT_EQ(found.moves.back().after,
            ShardState({{{4, 5}, {1, 0}}, {2}, Monoid::Sum}));
  EXPECT_EQ(found.cost.bytes, 2 * 2048 / 2 + 2048 * 7);
  EXPECT_TRUE(valueOf(findReshard(from, from, mesh, shape, 4)).isCheapest);
}

/// The largest case that is searched completely
TEST(Reshard, FourAxesOfSixDimensions) {
  Mesh mesh = makeMesh({2, 3, 2, 4});
  StoredShape shape = makeShape({7, 7, 7, 7, 7, 7}, mesh);
  int64_t bytes = 1;
  for (StoredDim dim : shape)
    bytes *= dim.getStoredSize();
  std::vector<ShardState> states = allStates(mesh, 6, {Monoid::Sum});
  std::mt19937 random(1);
  for (unsigned turn = 0; turn < 10; ++turn) {
    const ShardState &from = states[random() % states.size()];
    const ShardState &to = states[random() % states.size()];
    Reshard found = valueOf(findReshard(from, to, mesh, shape, 1));
    EXPECT_FALSE(greedyCost(from, to, mesh, bytes) < found.cost);
    EXPECT_TRUE(found.isCheapest && found.moves.back().after == to);
  }
}

TEST(ReshardTable, FindsOnce) {
  Mesh mesh = makeMesh({2, 2});
  ReshardTable table(mesh);
  ShardState x = {{{0}, {}}}, y = {{{}, {1}}};
  const Reshard *first = valueOf(table.find(x, y, {{4, 4}, {6, 2}}, 4));
  EXPECT_EQ(table.size(), 1u);
  // Other sizes with as many bytes and the same padding
  EXPECT_EQ(valueOf(table.find(x, y, {{8, 4}, {3, 2}}, 3)), first);
  EXPECT_EQ(valueOf(table.find(x, y, {{3, 4}, {5, 2}}, 4)), first);
  EXPECT_NE(valueOf(table.find(x, y, {{4, 4}, {6, 2}}, 8)), first);
  EXPECT_NE(valueOf(table.find(x, y, {{4, 2}, {6, 2}}, 4)), first);
  EXPECT_NE(valueOf(table.find(y, x, {{4, 4}, {6, 2}}, 4)), first);
  EXPECT_EQ(table.size(), 4u);
  Reshard again = valueOf(findReshard(x, y, mesh, {{4, 4}, {6, 2}}, 4));
  EXPECT_EQ(spellMoves(again, mesh), spellMoves(*first, mesh));
  EXPECT_EQ(again.cost, first->cost);
}

TEST(ReshardTable, WhatIsNoStateIsRefused) {
  Mesh mesh = makeMesh({2, 2});
  ReshardTable table(mesh);
  ShardState x = {{{0}}};
  EXPECT_EQ(messageOf(table.find(x, {{{0, 0}}}, {{4, 4}}, 4)),
            "axis 'x' stands twice");
  EXPECT_EQ(
      messageOf(findReshard({{{0, 1}}}, x, mesh, {{4, 2}}, 4)),
      "dimension 0 has the quantum 2; expected a multiple of its 4 parts");
  EXPECT_EQ(table.size(), 0u);
}
