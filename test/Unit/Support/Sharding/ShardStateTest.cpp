//===- ShardStateTest.cpp - tests of how a tensor lies on a mesh ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardState.h"
#include "AllStates.h"
#include "Outcome.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <set>

using namespace ag;

namespace {
/// Returns the number of valid elements on each rank.
std::vector<int64_t> validOf(const Mesh &mesh, llvm::ArrayRef<unsigned> axes,
                             StoredDim dim) {
  std::vector<int64_t> valid;
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank)
    valid.push_back(blockOf(rank, axes, mesh, dim).valid);
  return valid;
}

/// Returns the number of each rank's block in a 2x2 grid, row by row.
std::vector<int64_t> blocksOf(const ShardState &state, const Mesh &mesh) {
  std::vector<int64_t> blocks;
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank)
    blocks.push_back(mesh.getIndex(rank, state.dims[0]) * 2 +
                     mesh.getIndex(rank, state.dims[1]));
  return blocks;
}
} // namespace

TEST(ShardState, IsSpelled) {
  Mesh mesh = valueOf(Mesh::get({{"dp", 2}, {"tp", 2}, {"sp", 2}, {"ep", 2}}));
  EXPECT_EQ(spell(ShardState{{{0}, {1, 2}}, {3}, Monoid::Sum}, mesh),
            "[{dp}, {tp, sp}] sum{ep}");
  EXPECT_EQ(spell(ShardState{{{}}, {0, 3}, Monoid::Max}, mesh),
            "[{}] max{dp, ep}");
  EXPECT_EQ(spell(wholeState(0), mesh), "[]");
  EXPECT_EQ(spell(Monoid::Product), "product");
  EXPECT_EQ(spell(Monoid::Min), "min");
}

TEST(ShardState, TheBlocksOfTheHeader) {
  Mesh mesh = makeMesh({2, 2});
  using Blocks = std::vector<int64_t>;
  EXPECT_EQ(blocksOf({{{0}, {1}}}, mesh), Blocks({0, 1, 2, 3}));
  EXPECT_EQ(blocksOf({{{1}, {}}, {0}, Monoid::Sum}, mesh),
            Blocks({0, 2, 0, 2}));
  StoredDim rows = {4, 4};
  for (int64_t rank = 0; rank < 4; ++rank) {
    EXPECT_EQ(blockOf(rank, {0, 1}, mesh, rows).offset, rank);
    EXPECT_EQ(blockOf(rank, {1, 0}, mesh, rows).offset,
              rank % 2 * 2 + rank / 2);
  }
}

TEST(ShardState, PaddingIsAtTheEnd) {
  Mesh mesh = makeMesh({2, 2});
  StoredDim five = {5, 4};
  EXPECT_EQ(five.getStoredSize(), 8);
  using Valid = std::vector<int64_t>;
  EXPECT_EQ(validOf(mesh, {}, five), Valid({5, 5, 5, 5}));
  EXPECT_EQ(validOf(mesh, {0}, five), Valid({4, 4, 1, 1}));
  EXPECT_EQ(validOf(mesh, {0, 1}, five), Valid({2, 2, 1, 0}));
  EXPECT_EQ(validOf(mesh, {1, 0}, five), Valid({2, 1, 2, 0}));
  EXPECT_EQ(blockOf(3, {0, 1}, mesh, five).offset, 6);
  EXPECT_EQ(StoredDim({8, 4}).getStoredSize(), 8);
  EXPECT_EQ(StoredDim({0, 4}).getStoredSize(), 0);
  EXPECT_EQ(StoredDim({1, 4}).getStoredSize(), 4);
  EXPECT_EQ(localSizes({{{0}, {}}}, mesh, {{5, 4}, {3, 1}}),
            (llvm::SmallVector<int64_t, 4>({4, 3})));
}

/// One more axis at the minor end splits each block, whatever the size.
TEST(ShardState, BlocksNest) {
  Mesh mesh = makeMesh({2, 3});
  for (int64_t size = 0; size < 20; ++size)
    for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank) {
      StoredDim dim = {size, 6};
      DimBlock outer = blockOf(rank, {1}, mesh, dim);
      DimBlock inner = blockOf(rank, {1, 0}, mesh, dim);
      EXPECT_EQ(inner.size * 2, outer.size);
      EXPECT_EQ(inner.offset,
                outer.offset + mesh.getCoordinate(rank, 0) * inner.size);
      EXPECT_LE(inner.valid, outer.valid);
    }
}

/// These numbers are the bounds that Reshard.h states.
TEST(ShardState, StatesAreCountedAndTellApart) {
  EXPECT_EQ(allStates(makeMesh({2, 2}), 4, {Monoid::Sum}).size(), 40u);
  EXPECT_EQ(allStates(makeMesh({2, 2, 2}), 3, {Monoid::Sum}).size(), 176u);
  EXPECT_EQ(allStates(makeMesh({2, 2, 2}), 4, {Monoid::Sum}).size(), 296u);
  Mesh mesh = makeMesh({2, 2, 2, 2});
  std::vector<ShardState> states = allStates(mesh, 6, {Monoid::Sum});
  EXPECT_EQ(states.size(), 6928u);
  std::set<ShardState> different(states.begin(), states.end());
  EXPECT_EQ(different.size(), states.size());
  std::set<size_t> hashes;
  for (const ShardState &state : states) {
    EXPECT_EQ(messageOf(checkState(state, mesh)), "");
    hashes.insert(hashOf(state));
    ShardState copy = state;
    EXPECT_TRUE(copy == state && hashOf(copy) == hashOf(state));
  }
  EXPECT_EQ(hashes.size(), states.size());
  EXPECT_TRUE(ShardState({{{}}, {0}, Monoid::Sum}) !=
              ShardState({{{}}, {0}, Monoid::Max}));
}

TEST(ShardState, CopiesAreAlongTheRest) {
  EXPECT_EQ(copiedAxes({{{2}, {}}, {0}, Monoid::Sum}, makeMesh({2, 2, 2, 1})),
            AxisList({1, 3}));
}

TEST(ShardState, WhatIsNoStateIsRefused) {
  Mesh mesh = makeMesh({2, 2});
  auto refusal = [&](const ShardState &state) {
    return messageOf(checkState(state, mesh));
  };
  EXPECT_EQ(refusal({{{2}}}), "axis 2; expected one below 2");
  EXPECT_EQ(refusal({{{0}, {1, 0}}}), "axis 'x' stands twice");
  EXPECT_EQ(refusal({{{1}}, {1}, Monoid::Sum}), "axis 'y' stands twice");
  EXPECT_EQ(refusal({{}, {1, 0}, Monoid::Sum}),
            "partial axes are not in order");
  EXPECT_EQ(refusal({{}, {0}}), "partial axes have no monoid");
  EXPECT_EQ(refusal({{}, {}, Monoid::Max}), "max of no axes");
}

TEST(ShardState, WhatCannotBeStoredIsRefused) {
  Mesh mesh = makeMesh({2, 3});
  auto refusal = [&](const ShardState &state, const StoredShape &shape) {
    return messageOf(checkStored(state, mesh, shape));
  };
  EXPECT_EQ(refusal({{{0, 1}}}, {{5, 6}}), "");
  EXPECT_EQ(refusal({{{0, 0}}}, {{5, 6}}), "axis 'x' stands twice");
  EXPECT_EQ(refusal({{{0}}}, {}), "a state of 1 dimensions for a shape of 0");
  EXPECT_EQ(refusal({{{}}}, {{-1, 1}}), "dimension 0 has the size -1");
  EXPECT_EQ(
      refusal({{{}, {1}}}, {{1, 1}, {4, 4}}),
      "dimension 1 has the quantum 4; expected a multiple of its 3 parts");
  EXPECT_EQ(refusal({{{}}}, {{1, 0}}),
            "dimension 0 has the quantum 0; expected a multiple of its 1 part");
  int64_t large = int64_t(1) << 32;
  EXPECT_EQ(refusal({{{}, {}}}, {{large}, {large}}),
            "a storage of 2^63 elements or more");
  EXPECT_EQ(refusal({{{}}}, {{INT64_MAX, 6}}),
            "a storage of 2^63 elements or more");
}
