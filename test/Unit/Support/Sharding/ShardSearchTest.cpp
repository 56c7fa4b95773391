//===- ShardSearchTest.cpp - tests of the plan that takes least -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardSearch.h"
#include "AllStates.h"
#include "EnumeratedPlans.h"
#include "GraphMaker.h"
#include "Outcome.h"
#include "gtest/gtest.h"
#include <set>

using namespace ag;

//===----------------------------------------------------------------------===//
// Comparison with all plans of small graphs
//===----------------------------------------------------------------------===//

namespace {
/// A speed at which work and moves of a few elements take similar times
constexpr RankSpeed slow = {1e9, 0, 1e12, 1e10, defaultLink};
constexpr RankSpeed fast = {2e14, 0, 2e13, 2e12, defaultLink};

Mesh makeSlowMesh(std::mt19937 &chance, llvm::ArrayRef<int64_t> sizes) {
  constexpr double latencies[] = {0, 2e-8, 1e-6}, bandwidths[] = {1e8, 1e9};
  std::vector<MeshLink> links;
  for (size_t axis = 0; axis < sizes.size(); ++axis)
    links.push_back({latencies[chance() % 3], bandwidths[chance() % 2]});
  return makeMesh(sizes, links);
}

/// A graph, the cost of its best plan, and the plan that is found. Most seeds
/// give a graph with a legal plan.
struct Trial {
  Trial(unsigned seed, llvm::ArrayRef<int64_t> axes, unsigned ops,
        ShardSearchLimits limits = {})
      : chance(seed), mesh(makeSlowMesh(chance, axes)),
        graph(makeRandomGraph(chance, mesh, ops)),
        least(findLeastCost(graph, mesh, slow)) {
    auto solution = findPlan(graph, mesh, slow, limits);
    if (!solution)
      llvm::consumeError(solution.takeError());
    else
      found = std::move(*solution);
    check();
  }

  void check() const {
    EXPECT_EQ(found.has_value(), least != ShardPrices::never);
    if (!found)
      return;
    EXPECT_GE(found->cost, least);
    EXPECT_EQ(found->cost,
              ShardPrices(graph, mesh, slow).getAll(found->choice));
    if (found->isOptimal)
      EXPECT_EQ(found->cost, least);
  }

  std::mt19937 chance;
  Mesh mesh;
  ShardGraph graph;
  int64_t least;
  std::optional<ShardSolution> found;
};

/// Returns limits so small that hardly any plan is found at once.
ShardSearchLimits fewSteps() {
  ShardSearchLimits limits;
  limits.entries = 8;
  limits.profiles = 2;
  limits.window = 4;
  return limits;
}
} // namespace

TEST(ShardSearch, FindsTheLeastOnOneAxis) {
  unsigned legal = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Trial trial(seed, {2 + seed % 3}, 1 + seed % 8);
    if (!trial.found)
      continue;
    ++legal;
    EXPECT_TRUE(trial.found->isOptimal);
  }
  EXPECT_GT(legal, 180u);
}

TEST(ShardSearch, FindsNearlyTheLeastOnTwoAxes) {
  unsigned optimal = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Trial trial(seed, {2, 2 + seed % 2}, 1 + seed % 3);
    if (!trial.found)
      continue;
    EXPECT_LE(double(trial.found->cost), double(trial.least) * 1.005);
    optimal += trial.found->isOptimal;
  }
  EXPECT_GT(optimal, 50u);
}

TEST(ShardSearch, DoesNotSayOptimalOfAxisAfterAxis) {
  ShardSearchLimits limits;
  limits.opsAtOnce = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    Trial trial(seed, {2, 2 + seed % 2}, 1 + seed % 3, limits);
    if (trial.found)
      EXPECT_FALSE(trial.found->isOptimal);
  }
}

TEST(ShardSearch, IsLegalAndNoWorseThanPropagationInFewSteps) {
  unsigned optimal = 0, missed = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Trial trial(seed, {2 + seed % 3}, 1 + seed % 8, fewSteps());
    if (!trial.found)
      continue;
    EXPECT_LE(trial.found->cost, propagateCost(trial.graph, trial.mesh, slow));
    optimal += trial.found->isOptimal;
    missed += trial.found->cost > trial.least;
  }
  EXPECT_GT(optimal, 20u);
  EXPECT_GT(missed, 0u);
  for (unsigned seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    Trial trial(seed, {2, 2 + seed % 2}, 1 + seed % 3, fewSteps());
  }
}

TEST(ShardSearch, FindsMostOfTheLeastInWindows) {
  ShardSearchLimits limits;
  limits.entries = 4;
  limits.window = 32;
  limits.leastWindow = 4;
  unsigned least = 0, all = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 chance(seed);
    Mesh mesh = makeSlowMesh(chance, {4});
    ShardGraph graph = makeRandomGraph(chance, mesh, 40);
    auto best = findPlan(graph, mesh, slow),
         found = findPlan(graph, mesh, slow, limits);
    ASSERT_EQ(bool(best), bool(found));
    if (!best) {
      llvm::consumeError(best.takeError());
      llvm::consumeError(found.takeError());
      continue;
    }
    if (!best->isOptimal || found->isOptimal)
      continue;
    ++all;
    least += found->cost == best->cost;
  }
  EXPECT_GT(all, 50u);
  EXPECT_GE(10 * least, 7 * all);
}

TEST(ShardSearch, FindsTheSameEachTime) {
  std::mt19937 chance(1);
  for (unsigned round = 0; round < 20; ++round) {
    Mesh mesh = makeSlowMesh(chance, {2, 3});
    ShardGraph graph = makeRandomGraph(chance, mesh, 20);
    auto first = findPlan(graph, mesh, slow, fewSteps()),
         second = findPlan(graph, mesh, slow, fewSteps());
    ASSERT_EQ(bool(first), bool(second));
    if (first) {
      EXPECT_EQ(first->choice, second->choice);
    } else {
      llvm::consumeError(first.takeError());
      llvm::consumeError(second.takeError());
    }
  }
}

//===----------------------------------------------------------------------===//
// Known plans
//===----------------------------------------------------------------------===//

namespace {
/// A program on a mesh with one axis
class Program : public GraphMaker {
public:
  explicit Program(int64_t ranks)
      : GraphMaker(makeMesh({ranks})), mesh(makeMesh({ranks})) {}

  unsigned giveWhole(Sizes sizes) {
    unsigned boundary = addBoundary(std::move(sizes));
    graph.boundaries[boundary].places = {{std::nullopt}};
    return give(boundary);
  }
  /// Adds a parameter that prefers to be split and is never gathered.
  unsigned giveParameter(Sizes sizes) {
    unsigned boundary = addBoundary(std::move(sizes));
    graph.boundaries[boundary].preferences = {{0, 1}};
    unsigned tensor = give(boundary);
    graph.tensors[tensor].kept = {0};
    return tensor;
  }
  unsigned giveRows(Sizes sizes) {
    unsigned boundary = addBoundary(std::move(sizes));
    graph.boundaries[boundary].places = {{0}};
    return give(boundary);
  }
  void takeWhole(unsigned tensor) {
    graph.boundaries[take(tensor)].places = {{std::nullopt}};
  }
  unsigned addRelu(unsigned x) { return addMap({x}, {}); }
  unsigned addSum(unsigned x, unsigned y) {
    return addMap({x, y}, {{{0, 1}, {0}, Monoid::Sum}});
  }
  unsigned addMLP(unsigned x, int64_t hidden) {
    int64_t width = sizesOf(x)[1];
    unsigned up = addProduct(x, giveParameter({width, hidden}));
    return addProduct(addRelu(up), giveParameter({hidden, width}));
  }

  /// Returns the moves of the best plan, from the state in which each tensor is
  /// made to each state in which it is used.
  std::string plan();

private:
  Mesh mesh;
};

std::string Program::plan() {
  auto found = findPlan(graph, mesh, fast);
  if (!found)
    return llvm::toString(found.takeError());
  EXPECT_TRUE(found->isOptimal);
  std::vector<ShardStates> states;
  for (auto [op, strategy] : llvm::zip_equal(graph.ops, found->choice.ops))
    states.push_back(llvm::cantFail(findStates(op.rule, strategy, mesh)));
  auto stateOf = [&](const ShardGraph::Party &party, bool isMaker) {
    if (party.kind == ShardGraph::Party::Boundary)
      return found->choice.boundaries[party.number];
    const ShardStates &own = states[party.number];
    return isMaker ? own.results[party.place] : *own.operands[party.place];
  };
  std::string text;
  std::set<std::pair<unsigned, ShardState>> brought;
  for (const ShardGraph::Use &use : graph.uses) {
    const ShardGraph::Tensor &tensor = graph.tensors[use.tensor];
    ShardState wanted = stateOf(use.user, false);
    if (!brought.insert({use.tensor, wanted}).second)
      continue;
    Reshard reshard = llvm::cantFail(
        findReshard(stateOf(tensor.maker, true), wanted, mesh,
                    makeShape(tensor.sizes, mesh), tensor.elementBytes));
    for (const ShardMove &move : reshard.moves)
      if (reshard.cost.bytes > 0)
        text += spell(move, mesh) + "; ";
  }
  return text;
}
} // namespace

TEST(ShardSearch, AnMLPCompletesItsResultOnce) {
  Program program(4);
  program.takeWhole(program.addMLP(program.giveWhole({512, 1024}), 4096));
  EXPECT_EQ(program.plan(), "all_reduce {x}; ");
}

/// The ops between two layers run on slices of the rows.
TEST(ShardSearch, EachLayerCompletesItsResultOnce) {
  Program program(4);
  unsigned x = program.giveWhole({512, 1024});
  for (unsigned layer = 0; layer < 3; ++layer)
    x = program.addRelu(program.addMLP(x, 4096));
  program.takeWhole(x);
  EXPECT_EQ(program.plan(), "reduce_scatter {x} to 0; all_gather {x} 0; "
                            "reduce_scatter {x} to 0; all_gather {x} 0; "
                            "reduce_scatter {x} to 0; all_gather {x} 0; ");
}

/// Partial values, as in attention's input gradient, are summed before they are
/// completed.
TEST(ShardSearch, SumsOfPartialValuesAreCompletedLate) {
  Program program(4);
  unsigned x = program.giveWhole({512, 1024}), sum = x;
  for (unsigned branch = 0; branch < 3; ++branch)
    sum = program.addSum(sum, program.addMLP(x, 1024));
  program.takeWhole(sum);
  EXPECT_EQ(program.plan(), "all_reduce {x}; ");
}

TEST(ShardSearch, AGradientOfABatchIsSummed) {
  Program program(2);
  unsigned x = program.giveRows({4096, 1024}),
           y = program.addRelu(
               program.addProduct(x, program.giveWhole({1024, 1024})));
  // dw[i, o] = sum over b of x[b, i] * y[b, o]
  ShardRule rule;
  rule.loops = {{1024}, {1024}, {4096}};
  rule.operands = {ShardRule::Places{{2}, {0}}, ShardRule::Places{{2}, {1}}};
  rule.results = {{{{0}, {1}}, Monoid::Sum}};
  program.takeWhole(
      program.addOp(rule, {x, y}, int64_t(2) * 1024 * 1024 * 4096));
  EXPECT_EQ(program.plan(), "all_reduce {x}; ");
}

//===----------------------------------------------------------------------===//
// Ties
//===----------------------------------------------------------------------===//

TEST(ShardSearch, TiesThatCantAgreeAreAnError) {
  Program program(2);
  unsigned first = program.addBoundary({4, 4}),
           second = program.take(program.addRelu(program.give(first)));
  program.graph.ties = {{0, first, second}};
  EXPECT_EQ(program.plan(), "");
  program.graph.boundaries[first].places = {{0}};
  program.graph.boundaries[second].places = {{1}};
  EXPECT_EQ(program.plan(), "no plan is legal");
}

TEST(ShardSearch, PlacesThatAreNotKnownToDivideAreAnError) {
  Program program(2);
  unsigned boundary = program.addBoundary({4, 4});
  program.graph.boundaries[boundary].places = {{0}};
  program.take(program.addRelu(program.give(boundary)));
  program.graph.boundaries[boundary].divisors = {0, 1};
  EXPECT_EQ(program.plan(), "");
  program.graph.boundaries[boundary].divisors = {3, 0};
  EXPECT_EQ(program.plan(), "no plan is legal");
  program.graph.boundaries[boundary].places = {{0, 1}};
  EXPECT_EQ(program.plan(), "");
}

/// The axes are planned one after the other, each from the states of the
/// others.
TEST(ShardSearch, TiesHoldAlongAllAxesFromTheBeginning) {
  Mesh mesh = makeMesh({2, 2});
  GraphMaker program(mesh);
  unsigned first = program.addBoundary({64, 64}), x = program.give(first);
  for (unsigned op = 0; op < 20; ++op)
    x = program.addMap({x}, {});
  unsigned second = program.take(x);
  program.graph.boundaries[second].preferences = {{0}, {1}};
  program.graph.ties = {{0, first, second}, {1, first, second}};
  ShardSolution found = valueOf(findPlan(program.graph, mesh, fast));
  for (const ShardState &state : found.choice.boundaries)
    EXPECT_EQ(spell(state, mesh), "[{x}, {y}]");
}

//===----------------------------------------------------------------------===//
// Growth
//===----------------------------------------------------------------------===//

TEST(ShardSearch, LongChainsTakeLinearTime) {
  Program program(4);
  unsigned x = program.giveWhole({512, 1024});
  for (unsigned op = 0; op < 3000; op += 3)
    x = program.addSum(program.addRelu(x), program.addRelu(x));
  program.takeWhole(x);
  EXPECT_EQ(program.plan(), "all_gather {x} 0; ");
}

TEST(ShardSearch, ManyUsesTakeLinearTime) {
  Program program(4);
  unsigned x = program.giveWhole({512, 1024});
  x = program.addProduct(x, program.giveParameter({1024, 1024}));
  for (unsigned op = 0; op < 1000; ++op)
    program.takeWhole(program.addReduction(x, op % 2, Monoid::Sum));
  EXPECT_EQ(program.plan(), "all_gather {x} 1; ");
}
