//===- ShardPricesTest.cpp - tests of what a plan takes -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardPrices.h"
#include "AllStates.h"
#include "GraphMaker.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// An operation takes 1,000 ps, and a byte of memory traffic 100 ps. No block
/// fits into caches.
constexpr RankSpeed speed = {1e9, 0, 1e12, 1e10, defaultLink};
constexpr int64_t never = ShardPrices::never;

/// y = x * w, z = relu(y) on 2 ranks. A message takes 1,000,000 ps, plus 1,000
/// ps per byte.
struct PricedProgram {
  PricedProgram() : mesh(makeMesh({2}, MeshLink{1e-6, 1e9})), made(mesh) {
    x = made.give(made.addBoundary({4, 8}));
    w = made.give(made.addBoundary({8, 6}));
    y = made.addProduct(x, w);
    z = made.addMap({y}, {});
    made.take(z);
  }

  ShardPrices getPrices() const { return {made.graph, mesh, speed}; }
  int64_t getWork(unsigned op, const ShardStrategy &strategy) const {
    return getPrices().getWork(
        op, strategy,
        valueOf(findStates(made.graph.ops[op].rule, strategy, mesh)));
  }
  /// Returns a choice in which all tensors are unsplit.
  ShardChoice doNothing() const {
    ShardChoice choice;
    for (const ShardGraph::Op &op : made.graph.ops)
      choice.ops.push_back(ag::doNothing(op.rule));
    for (const ShardGraph::Boundary &boundary : made.graph.boundaries)
      choice.boundaries.push_back(wholeState(boundary.sizes.size()));
    return choice;
  }
  int64_t getAll(const ShardChoice &choice) const {
    return getPrices().getAll(choice);
  }

  Mesh mesh;
  GraphMaker made;
  unsigned x, w, y, z;
};

ShardState rows() { return {{{0}, {}}}; }
ShardState columns() { return {{{}, {0}}}; }
ShardState partial() { return {{{}, {}}, {0}, Monoid::Sum}; }
} // namespace

TEST(ShardPrices, WorkIsTheLongerOfComputingAndMemory) {
  PricedProgram program;
  EXPECT_EQ(program.getWork(0, {{{}, {}, {}}, {{}, {}}}), 2 * 4 * 6 * 8 * 1000);
  EXPECT_EQ(program.getWork(0, {{{0}, {}, {}}, {{}, {}}}),
            2 * 2 * 6 * 8 * 1000);
  program.made.graph.ops[0].flops = 1;
  EXPECT_EQ(program.getWork(0, {{{}, {}, {}}, {{}, {}}}),
            (4 * 8 + 8 * 6 + 4 * 6) * 4 * 100);
  EXPECT_EQ(program.getWork(0, {{{0}, {}, {}}, {{}, {}}}),
            (2 * 8 + 8 * 6 + 2 * 6) * 4 * 100);
  program.made.graph.ops[0].tripCount = 3;
  EXPECT_EQ(program.getWork(0, {{{}, {}, {0}}, {{}, {}}}),
            (4 * 4 + 4 * 6 + 4 * 6) * 4 * 100 * 3);
}

/// x has 128 bytes, w 192 and y 96.
TEST(ShardPrices, BlocksThatFitIntoCachesMoveFaster) {
  PricedProgram program;
  program.made.graph.ops[0].flops = 0;
  RankSpeed cached = speed;
  auto getWork = [&](const AxisList &rows) {
    ShardStrategy strategy = {{rows, {}, {}}, {{}, {}}};
    return ShardPrices(program.made.graph, program.mesh, cached)
        .getWork(0, strategy,
                 valueOf(findStates(program.made.graph.ops[0].rule, strategy,
                                    program.mesh)));
  };
  EXPECT_EQ(getWork({}), (128 + 192 + 96) * 100);
  cached.cacheBytes = 128;
  EXPECT_NEAR(getWork({}), 192 * 100 + 128 + 96, 1);
  cached.cacheBytes = 127;
  EXPECT_NEAR(getWork({}), (192 + 128) * 100 + 96, 1);
  EXPECT_NEAR(getWork({0}), 192 * 100 + 64 + 48, 1);
}

TEST(ShardPrices, WhatCombinesNothingMostlyMovesNothing) {
  PricedProgram program;
  program.made.graph.ops[1].flops = 0;
  EXPECT_EQ(program.getWork(1, {{{}, {}}, {}}), 2 * 4 * 6 * 4 * 100 / 8);
}

TEST(ShardPrices, ARankOfAnUnevenSplitHasTheLongestPart) {
  PricedProgram program;
  program.made.graph.ops[0].extents[1] = 5;
  program.made.graph.ops[0].flops = 1000;
  EXPECT_EQ(program.getWork(0, {{{}, {0}, {}}, {{}, {}}}), 1000 * 1000 * 3 / 5);
}

TEST(ShardPrices, WishesCost) {
  PricedProgram program;
  int64_t usual = program.getWork(0, {{{}, {0}, {}}, {{}, {}}});
  program.made.graph.ops[0].preferences = {1};
  EXPECT_EQ(program.getWork(0, {{{}, {0}, {}}, {{}, {}}}), usual);
  program.made.graph.ops[0].preferences = {0};
  EXPECT_EQ(program.getWork(0, {{{}, {0}, {}}, {{}, {}}}),
            usual + program.getPrices().getUnmet());
  program.made.graph.boundaries[0].preferences = {{1, std::nullopt}};
  ShardPrices prices = program.getPrices();
  EXPECT_EQ(prices.getBoundary(0, columns()), 0);
  EXPECT_EQ(prices.getBoundary(0, wholeState(2)), 0);
  EXPECT_EQ(prices.getBoundary(0, rows()), prices.getUnmet());
  EXPECT_EQ(prices.getBoundary(1, rows()), 0);
}

/// All preferences together do not overflow, and each one costs more than a
/// slow plan.
TEST(ShardPrices, AllWishesMayBeRefused) {
  PricedProgram program;
  ShardChoice choice = program.doNothing();
  for (unsigned number = 0; number < 100'000; ++number) {
    program.made.addMap({program.y}, {});
    program.made.graph.ops.back().preferences = {0};
    choice.ops.push_back(ag::doNothing(program.made.graph.ops.back().rule));
  }
  int64_t refused = program.getAll(choice);
  EXPECT_NE(refused, never);
  EXPECT_GE(refused / 100'000, program.getPrices().getUnmet());
  EXPECT_GT(program.getPrices().getUnmet(), int64_t(40e12));
  program.made.graph.ops[0].tripCount = INT64_MAX;
  EXPECT_NE(program.getAll(choice), never);
}

TEST(ShardPrices, MovesAreThoseOfTheCheapestReshard) {
  PricedProgram program;
  program.made.graph.tensors[program.y].tripCount = 3;
  ShardPrices prices = program.getPrices();
  EXPECT_EQ(prices.getMove(program.x, rows(), rows()), 0);
  EXPECT_EQ(prices.getMove(program.x, wholeState(2), rows()), 0);
  EXPECT_EQ(prices.getMove(program.x, rows(), wholeState(2)),
            1000000 + 2 * 8 * 4 * 1000);
  EXPECT_EQ(prices.getMove(program.y, partial(), rows()),
            (1000000 + 2 * 6 * 4 * 1000) * 3);
}

/// 5 rows are padded to 6.
TEST(ShardPrices, MovesAreOfPaddedBlocks) {
  PricedProgram program;
  unsigned tensor = program.made.addConstant({5});
  EXPECT_EQ(program.getPrices().getMove(tensor, {{{0}}}, {{{}}}),
            1000000 + 3 * 4 * 1000);
}

TEST(ShardPrices, WhatIsKeptIsNotHeardOf) {
  PricedProgram program;
  program.made.graph.tensors[program.x].kept = {0};
  ShardPrices prices = program.getPrices();
  EXPECT_EQ(prices.getMove(program.x, wholeState(2), rows()), 0);
  EXPECT_EQ(prices.getMove(program.x, rows(), wholeState(2)),
            1000000 + 2 * 8 * 4 * 1000 + prices.getUnmet());
}

TEST(ShardPrices, AxesStandWhereTheyMayAndDivide) {
  PricedProgram program;
  ShardGraph::Boundary &boundary = program.made.graph.boundaries[0];
  auto mayLie = [&](const ShardState &state) {
    return program.getPrices().mayLie(0, state);
  };
  EXPECT_TRUE(mayLie(rows()));
  boundary.places = {{0}};
  EXPECT_TRUE(mayLie(rows()));
  EXPECT_FALSE(mayLie(columns()));
  EXPECT_FALSE(mayLie(wholeState(2)));
  boundary.places = {{}};
  boundary.divisors = {0, 3};
  EXPECT_TRUE(mayLie(rows()));
  EXPECT_TRUE(mayLie(wholeState(2)));
  EXPECT_FALSE(mayLie(columns()));
}

TEST(ShardPrices, KnowsWhatAnOpUsesAndMakes) {
  PricedProgram program;
  ShardPrices prices = program.getPrices();
  EXPECT_EQ(prices.getOperand(0, 1), program.w);
  EXPECT_EQ(prices.getResult(0, 0), program.y);
  EXPECT_EQ(prices.getOperand(1, 0), program.y);
}

//===----------------------------------------------------------------------===//
// The cost of a choice
//===----------------------------------------------------------------------===//

TEST(ShardPrices, AllIsWorkMovesAndWishes) {
  PricedProgram program;
  ShardChoice choice = program.doNothing();
  int64_t still =
      program.getWork(0, choice.ops[0]) + program.getWork(1, choice.ops[1]);
  EXPECT_EQ(program.getAll(choice), still);
  choice.boundaries[0] = rows();
  EXPECT_EQ(program.getAll(choice), still + 1000000 + 2 * 8 * 4 * 1000);
  program.made.graph.boundaries[0].preferences = {{1}};
  EXPECT_EQ(program.getAll(choice), still + 1000000 + 2 * 8 * 4 * 1000 +
                                        program.getPrices().getUnmet());
}

/// A tensor that was made whole is sliced without a move. One that was brought
/// to rows is used again.
TEST(ShardPrices, WhatATensorWasBroughtToServesLaterUses) {
  PricedProgram program;
  program.made.take(program.x);
  program.made.take(program.x);
  program.made.take(program.x);
  ShardChoice choice = program.doNothing();
  int64_t still = program.getAll(choice);
  choice.boundaries[0] = columns();
  int64_t gather = 1000000 + 4 * 4 * 4 * 1000;
  EXPECT_EQ(program.getAll(choice), still + gather);
  for (unsigned boundary : {3, 4})
    choice.boundaries[boundary] = rows();
  EXPECT_EQ(program.getAll(choice), still + gather);
  choice.ops[0].loops[0] = {0};
  choice.ops[1].loops[0] = {0};
  choice.boundaries[2] = rows();
  int64_t split =
      program.getWork(0, choice.ops[0]) + program.getWork(1, choice.ops[1]);
  int64_t exchange = 1000000 + 4 * 4 * 4 / 2 * 1000;
  EXPECT_EQ(program.getAll(choice), split + exchange + gather);
  choice.boundaries[5] = rows();
  EXPECT_EQ(program.getAll(choice), split + exchange);
}

TEST(ShardPrices, WhatIsNoChoiceIsNever) {
  PricedProgram program;
  ShardChoice choice = program.doNothing();
  choice.ops[1].loops[0] = {0, 0};
  EXPECT_EQ(program.getAll(choice), never);
  choice = program.doNothing();
  program.made.graph.boundaries[0].divisors = {3, 0};
  EXPECT_NE(program.getAll(choice), never);
  choice.boundaries[0] = rows();
  EXPECT_EQ(program.getAll(choice), never);
  program.made.graph.boundaries[0] = {{4, 8}, {{1}}};
  EXPECT_EQ(program.getAll(choice), never);
  program.made.graph.boundaries[0] = {{4, 8}};
  EXPECT_NE(program.getAll(choice), never);
  program.made.graph.ties = {{0, 0, 2}};
  EXPECT_EQ(program.getAll(choice), never);
  choice.boundaries[2] = rows();
  EXPECT_NE(program.getAll(choice), never);
  program.made.addMap({program.y}, {});
  choice.ops.push_back(choice.ops[1]);
  program.made.graph.twins = {{1, 2}};
  EXPECT_NE(program.getAll(choice), never);
  choice.ops[2].loops[0] = {0};
  EXPECT_EQ(program.getAll(choice), never);
}
