//===- AlikeVariablesTest.cpp - one choice for what repeats ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/AlikeVariables.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;

namespace {
constexpr size_t unlimited = 1 << 20;

std::vector<int64_t> makeTable(std::mt19937 &chance, size_t entries) {
  std::vector<int64_t> table;
  for (size_t entry = 0; entry < entries; ++entry)
    table.push_back(chance() % 100);
  return table;
}

/// Returns the costs of layers of three variables. A variable neighbours the
/// one before it and its counterpart in the next layer, where equal values cost
/// nothing. The first and the last variable have costs of their own.
MinSum makeLayers(std::mt19937 &chance, unsigned layers) {
  MinSum costs;
  std::vector<int64_t> own = makeTable(chance, 3),
                       inside = makeTable(chance, 9),
                       between = makeTable(chance, 9);
  for (unsigned value = 0; value < 3; ++value)
    between[4 * value] = 0;
  for (unsigned variable = 0; variable < 3 * layers; ++variable) {
    costs.addVariable(3);
    if (variable % 3 == 0)
      costs.addCost({variable}, own);
    else
      costs.addCost({variable - 1, variable}, inside);
    if (variable >= 3)
      costs.addCost({variable - 3, variable}, between);
  }
  costs.addCost({0}, makeTable(chance, 3));
  costs.addCost({3 * layers - 1}, makeTable(chance, 3));
  return costs;
}
} // namespace

TEST(AlikeVariables, WhatIsFoldedCostsAsMuchAsWhatItStandsFor) {
  std::mt19937 chance(1);
  for (unsigned round = 0; round < 200; ++round) {
    MinSum costs = makeLayers(chance, 2 + chance() % 10);
    AlikeVariables alike(costs, chance() % 5);
    MinSum folded = alike.fold();
    std::vector<unsigned> values;
    for (size_t variable = 0; variable < alike.size(); ++variable)
      values.push_back(chance() % 3);
    EXPECT_EQ(folded.sum(values), costs.sum(alike.unfoldValues(values)));
  }
}

TEST(AlikeVariables, ManyLayersAreNoMoreThanSome) {
  for (unsigned steps = 0; steps < 5; ++steps) {
    auto count = [&](unsigned layers) {
      std::mt19937 chance(2);
      return AlikeVariables(makeLayers(chance, layers), steps).size();
    };
    EXPECT_EQ(count(40), count(20));
    EXPECT_LE(count(20), 3 + 6 * steps);
  }
}

/// Close to the ends, other values may be better. Alike variables cannot take
/// them.
TEST(AlikeVariables, FindsNearlyTheLeastOfManyLayers) {
  std::mt19937 chance(3);
  for (unsigned round = 0; round < 50; ++round) {
    MinSum costs = makeLayers(chance, 40);
    AlikeVariables alike(costs, 4);
    std::vector<unsigned> hint(3 * 40, 0);
    MinSum::Solution folded =
        alike.fold().solve(alike.foldValues(hint), unlimited);
    MinSum::Solution least = costs.solve(hint, unlimited);
    EXPECT_TRUE(folded.isLeast && least.isLeast);
    EXPECT_GE(folded.cost, least.cost);
    EXPECT_LE(folded.cost, least.cost + 100);
  }
}

/// Each determined variable follows from an `a` and from the determined
/// variable before it. However few steps of refinement there are, unfolded
/// values satisfy this.
TEST(AlikeVariables, WhatIsToldIsWhatTellersTell) {
  std::mt19937 chance(4);
  for (unsigned steps = 0; steps < 4; ++steps) {
    MinSum costs;
    std::vector<unsigned> values;
    unsigned fixed = costs.addVariable(4);
    values.push_back(0);
    for (unsigned place = 0; place < 12; ++place) {
      unsigned a = costs.addVariable(4);
      costs.addCost({a}, place == 5 ? std::vector<int64_t>{3, 2, 1, 0}
                                    : std::vector<int64_t>{0, 1, 2, 3});
      unsigned next = costs.addVariable(4, /*isTold=*/true);
      costs.addCost({fixed, a, next}, [](llvm::ArrayRef<unsigned> values) {
        return (values[0] + values[1]) % 4 == values[2] ? 0 : MinSum::never;
      });
      values.push_back(chance() % 4);
      values.push_back(0);
      fixed = next;
    }
    AlikeVariables alike(costs, steps);
    std::vector<unsigned> unfolded =
        alike.unfoldValues(alike.foldValues(values));
    EXPECT_NE(costs.sum(unfolded), MinSum::never);
  }
}
