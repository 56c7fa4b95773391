//===- ReshardBlocksTest.cpp - tests of what reshards do to blocks --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AllStates.h"
#include "Outcome.h"
#include "SimulatedRanks.h"
#include "ag/Support/Sharding/Reshard.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;

namespace {
constexpr Monoid allMonoids[] = {Monoid::Sum, Monoid::Product, Monoid::Max,
                                 Monoid::Min};

std::vector<Mesh> smallMeshes() {
  return {makeMesh({2}), makeMesh({4}), makeMesh({2, 2}), makeMesh({2, 3})};
}

/// Runs the moves that are found on the blocks of all ranks.
::testing::AssertionResult isRight(const ShardState &from, const ShardState &to,
                                   const StoredShape &shape,
                                   int64_t elementBytes, ReshardTable &table,
                                   const Mesh &mesh) {
  const Reshard *found = valueOf(table.find(from, to, shape, elementBytes));
  SimulatedRanks ranks(mesh, shape, from);
  for (const ShardMove &move : found->moves)
    ranks.run(move);
  if (std::string fault = ranks.findFault();
      !fault.empty() || ranks.getState() != to)
    return ::testing::AssertionFailure()
           << spell(from, mesh) << " to " << spell(to, mesh) << ": " << fault;
  return ::testing::AssertionSuccess();
}

/// Returns a shape with sizes that the ranks divide, one with sizes that they
/// do not divide, and one with sizes that may be less than the number of ranks.
std::vector<StoredShape> shapesOf(unsigned rank, const Mesh &mesh) {
  int64_t ranks = mesh.getNumRanks();
  const int64_t sizes[][3] = {
      {ranks, 2 * ranks, ranks}, {ranks + 1, 3, 2 * ranks - 1}, {1, 5, 2}};
  std::vector<StoredShape> shapes;
  for (llvm::ArrayRef<int64_t> each : sizes)
    shapes.push_back(makeShape(each.take_front(rank), mesh));
  return shapes;
}

/// With small elements only latency counts, and with large ones only bytes, so
/// the best moves differ.
constexpr int64_t elementSizes[] = {8, int64_t(1) << 24};

/// Tries all pairs of states. Returns the number of pairs.
unsigned tryAllPairs(const Mesh &mesh, unsigned rank) {
  unsigned pairs = 0;
  std::vector<ShardState> states = allStates(mesh, rank, allMonoids);
  ReshardTable table(mesh);
  for (const StoredShape &shape : shapesOf(rank, mesh))
    for (int64_t bytes : elementSizes)
      for (const ShardState &from : states)
        for (const ShardState &to : states) {
          ++pairs;
          if (auto outcome = isRight(from, to, shape, bytes, table, mesh);
              !outcome) {
            EXPECT_TRUE(outcome);
            return pairs;
          }
        }
  return pairs;
}
} // namespace

TEST(ReshardBlocks, AllPairsAreRight) {
  unsigned pairs = 0;
  for (const Mesh &mesh : smallMeshes())
    for (unsigned rank = 0; rank <= 3; ++rank)
      pairs += tryAllPairs(mesh, rank);
  EXPECT_EQ(pairs, 66'168u);
}

TEST(ReshardBlocks, ThreeAxesSampled) {
  std::mt19937 random(1);
  for (const Mesh &mesh : {makeMesh({2, 2, 2}), makeMesh({2, 3, 2})}) {
    std::vector<ShardState> states = allStates(mesh, 3, allMonoids);
    ReshardTable table(mesh);
    std::vector<StoredShape> shapes = shapesOf(3, mesh);
    for (unsigned turn = 0; turn < 600; ++turn) {
      const ShardState &from = states[random() % states.size()];
      const ShardState &to = states[random() % states.size()];
      EXPECT_TRUE(isRight(from, to, shapes[turn % 3], elementSizes[turn & 1],
                          table, mesh));
    }
  }
}

TEST(ReshardBlocks, NoElements) {
  Mesh mesh = makeMesh({2, 2});
  ReshardTable table(mesh);
  EXPECT_TRUE(isRight({{{0}, {1}}}, {{{1}, {0}}}, makeShape({0, 3}, mesh), 8,
                      table, mesh));
  EXPECT_TRUE(isRight({{{}, {1}}, {0}, Monoid::Sum}, wholeState(2),
                      makeShape({0, 0}, mesh), 8, table, mesh));
}

/// The simulation itself must find faults.
TEST(ReshardBlocks, TheSimulationFindsFaults) {
  Mesh mesh = makeMesh({2, 2});
  StoredShape shape = makeShape({5}, mesh);
  auto faultOf = [&](const ShardState &from, const ShardMove &move) {
    SimulatedRanks ranks(mesh, shape, from);
    EXPECT_EQ(ranks.findFault(), "");
    ranks.run(move);
    return ranks.findFault();
  };
  ShardState whole = wholeState(1), xy = {{{0, 1}}}, yx = {{{1, 0}}};
  ShardState sum = {{{}}, {0}, Monoid::Sum}, max = {{{}}, {0}, Monoid::Max};
  auto doNothing = [](const ShardState &after) -> ShardMove {
    return {MoveKind::Slice, {}, {}, 0, after};
  };
  // Axes in the wrong order: in a gather, in a slice, and without a permute
  EXPECT_EQ(faultOf(xy, {MoveKind::AllGather, {0, 1}, 0, {}, whole}), "");
  EXPECT_NE(faultOf(xy, {MoveKind::AllGather, {1, 0}, 0, {}, whole}), "");
  EXPECT_NE(faultOf(whole, {MoveKind::Slice, {1, 0}, {}, 0, xy}), "");
  EXPECT_NE(faultOf(xy, doNothing(yx)), "");
  // Partial values taken for complete ones or for those of a maximum; a sum
  // over copies; and copies taken for partial values
  EXPECT_EQ(faultOf(sum, {MoveKind::AllReduce, {0}, {}, {}, whole}), "");
  EXPECT_NE(faultOf(sum, doNothing(whole)), "");
  EXPECT_NE(faultOf(sum, doNothing(max)), "");
  EXPECT_NE(faultOf(sum, {MoveKind::AllReduce, {1}, {}, {}, whole}), "");
  EXPECT_NE(faultOf(whole, doNothing(sum)), "");
}
