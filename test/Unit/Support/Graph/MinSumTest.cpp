//===- MinSumTest.cpp - tests of the least sum of costs -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/MinSum.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <numeric>
#include <random>

using namespace ag;

namespace {
constexpr size_t noLimit = 1 << 20;

struct RandomCosts {
  MinSum costs;
  std::vector<unsigned> sizes, hint;
};

RandomCosts makeCosts(std::mt19937 &chance, unsigned variables,
                      unsigned factors) {
  RandomCosts made;
  for (unsigned number = 0; number < variables; ++number) {
    made.sizes.push_back(1 + chance() % 4);
    made.costs.addVariable(made.sizes.back());
    made.hint.push_back(chance() % made.sizes.back());
  }
  for (unsigned number = 0; number < factors; ++number) {
    std::vector<unsigned> scope;
    for (unsigned variable = 0; variable < variables; ++variable)
      if (chance() % variables < 2)
        scope.push_back(variable);
    std::shuffle(scope.begin(), scope.end(), chance);
    made.costs.addCost(scope, [&](llvm::ArrayRef<unsigned>) -> int64_t {
      return chance() % 9 == 0 ? MinSum::never : chance() % 100;
    });
  }
  return made;
}

int64_t findLeast(const RandomCosts &given) {
  std::vector<unsigned> values(given.sizes.size(), 0);
  int64_t least = MinSum::never;
  while (true) {
    least = std::min(least, given.costs.sum(values));
    size_t place = 0;
    while (place < values.size() && ++values[place] == given.sizes[place])
      values[place++] = 0;
    if (place == values.size())
      return least;
  }
}
} // namespace

TEST(MinSum, FindsTheLeast) {
  std::mt19937 chance(1);
  for (unsigned round = 0; round < 500; ++round) {
    RandomCosts given = makeCosts(chance, 1 + chance() % 7, chance() % 10);
    MinSum::Solution found = given.costs.solve(given.hint, noLimit);
    EXPECT_TRUE(found.isLeast);
    EXPECT_EQ(found.cost, findLeast(given));
    EXPECT_EQ(found.cost, given.costs.sum(found.values));
  }
}

TEST(MinSum, IsNeverWorseThanTheHint) {
  std::mt19937 chance(2);
  unsigned least = 0;
  for (unsigned round = 0; round < 500; ++round) {
    RandomCosts given = makeCosts(chance, 7, 12);
    MinSum::Solution found = given.costs.solve(given.hint, 8);
    EXPECT_LE(found.cost, given.costs.sum(given.hint));
    EXPECT_EQ(found.cost, given.costs.sum(found.values));
    if (!found.isLeast)
      continue;
    EXPECT_EQ(found.cost, findLeast(given));
    ++least;
  }
  EXPECT_GT(least, 0u);
  EXPECT_LT(least, 500u);
}

/// The result does not depend on the quality of the hint.
TEST(MinSum, FindsMostOfTheLeastBeyondTheLimit) {
  std::mt19937 chance(3);
  unsigned least = 0;
  constexpr unsigned rounds = 200;
  for (unsigned round = 0; round < rounds; ++round) {
    RandomCosts given = makeCosts(chance, 9, 14);
    least += given.costs.solve(given.hint, 16).cost == findLeast(given);
  }
  EXPECT_GE(10 * least, 7 * rounds);
}

TEST(MinSum, HasNothingToChoose) {
  MinSum costs;
  costs.addCost({}, {7});
  EXPECT_EQ(costs.solve({}, 1).cost, 7);
  costs.addVariable(3);
  EXPECT_EQ(costs.solve({0}, 1).values, std::vector<unsigned>{0});
}

TEST(MinSum, SumsThatAreNeverStayNever) {
  MinSum costs;
  unsigned a = costs.addVariable(2);
  costs.addCost({a}, {MinSum::never, MinSum::never});
  costs.addCost({a}, {5, 3});
  EXPECT_EQ(costs.solve({0}, noLimit).cost, MinSum::never);
}

/// Each layer has a cost with the layer before it and with a value that all
/// layers share.
TEST(MinSum, LongChainsTakeLinearTime) {
  MinSum costs;
  constexpr unsigned layers = 20'000, size = 5;
  unsigned shared = costs.addVariable(size), last = shared;
  auto differ = [](llvm::ArrayRef<unsigned> values) -> int64_t {
    return values[0] == values[1] ? 0 : 10;
  };
  for (unsigned layer = 0; layer < layers; ++layer) {
    unsigned own = costs.addVariable(size);
    costs.addCost({last, own}, differ);
    costs.addCost({shared, own}, differ);
    costs.addCost({own}, {1, 1, 0, 1, 1});
    last = own;
  }
  MinSum::Solution found =
      costs.solve(std::vector<unsigned>(layers + 1, 0), noLimit);
  EXPECT_TRUE(found.isLeast);
  EXPECT_EQ(found.cost, 0);
}

/// All variables are neighbours, but each has only one possible value left.
TEST(MinSum, WhatHasOneValueLeftIsBesideNone) {
  MinSum costs;
  constexpr unsigned count = 300;
  for (unsigned variable = 0; variable < count; ++variable) {
    costs.addVariable(4);
    costs.addCost({variable}, {9, 9, 0, 9});
    for (unsigned other = 0; other < variable; ++other)
      costs.addCost({other, variable}, [](llvm::ArrayRef<unsigned> values) {
        return int64_t(values[0] != values[1]);
      });
  }
  MinSum::Solution found =
      costs.solve(std::vector<unsigned>(count, 2), /*limit=*/16);
  EXPECT_TRUE(found.isLeast);
  EXPECT_EQ(found.cost, 0);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

TEST(MinSum, AWindowOfAllFindsTheLeast) {
  std::mt19937 chance(3);
  for (unsigned round = 0; round < 200; ++round) {
    RandomCosts given = makeCosts(chance, 1 + chance() % 7, 0);
    unsigned variables = given.sizes.size();
    for (unsigned from = 0; from + 1 < variables; ++from)
      given.costs.addCost({from + 1, from}, [&](auto) -> int64_t {
        return chance() % 9 == 0 ? MinSum::never : chance() % 100;
      });
    std::vector<unsigned> values = given.hint;
    given.costs.improve(values, unsigned(chance() % variables), variables,
                        noLimit,
                        /*sweeps=*/1);
    int64_t least = findLeast(given);
    EXPECT_EQ(given.costs.sum(values), least);
  }
}

TEST(MinSum, WindowsNeverCostMore) {
  std::mt19937 chance(4);
  unsigned better = 0;
  for (unsigned round = 0; round < 500; ++round) {
    RandomCosts given = makeCosts(chance, 7, 12);
    std::vector<unsigned> values = given.hint;
    for (unsigned center = 0; center < 7; ++center) {
      int64_t before = given.costs.sum(values);
      given.costs.improve(values, center, 1 + chance() % 4, 1 + chance() % 16,
                          /*sweeps=*/1);
      EXPECT_LE(given.costs.sum(values), before);
    }
    better += given.costs.sum(values) < given.costs.sum(given.hint);
  }
  EXPECT_GT(better, 250u);
}

/// Sweeps skip windows that cannot have changed.
TEST(MinSum, SweepsDoWhatAllTheirWindowsDo) {
  std::mt19937 chance(5);
  unsigned later = 0;
  for (unsigned round = 0; round < 500; ++round) {
    RandomCosts given = makeCosts(chance, 12, 24);
    std::vector<unsigned> values = given.hint, swept = given.hint, centers(12);
    std::iota(centers.begin(), centers.end(), 0);
    unsigned size = 1 + chance() % 3;
    for (unsigned sweep = 0; sweep < 5; ++sweep) {
      int64_t before = given.costs.sum(values);
      for (unsigned center : centers)
        given.costs.improve(values, center, size, /*limit=*/4, /*sweeps=*/1);
      later += sweep > 0 && given.costs.sum(values) < before;
    }
    given.costs.improve(swept, centers, size, /*limit=*/4, /*sweeps=*/5);
    EXPECT_EQ(swept, values);
  }
  EXPECT_GT(later, 50u);
}

/// Only the 3 variables around the center of a row of 10 are chosen again.
TEST(MinSum, WhatIsFarFromTheCenterStays) {
  MinSum costs;
  for (unsigned variable = 0; variable < 10; ++variable) {
    costs.addVariable(2);
    costs.addCost({variable}, {1, 0});
    if (variable > 0)
      costs.addCost({variable - 1, variable}, {0, 0, 0, 0});
  }
  std::vector<unsigned> values(10, 0);
  costs.improve(values, 5u, 3, noLimit, /*sweeps=*/1);
  EXPECT_EQ(values, (std::vector<unsigned>{0, 0, 0, 0, 1, 1, 1, 0, 0, 0}));
}

/// a and b determine c = a + b, and c and b determine d. No variable can change
/// while the ones that it determines stay.
TEST(MinSum, WhatIsToldIsChosenWithWhoTells) {
  for (bool isFixed : {false, true}) {
    MinSum costs;
    unsigned a = costs.addVariable(2), b = costs.addVariable(2),
             c = costs.addVariable(3, isFixed),
             d = costs.addVariable(4, isFixed);
    auto isSum = [](llvm::ArrayRef<unsigned> values) {
      return values[0] + values[1] == values[2] ? 0 : MinSum::never;
    };
    costs.addCost({a, b, c}, isSum);
    costs.addCost({c, b, d}, isSum);
    costs.addCost({d}, {3, 2, 1, 0});
    std::vector<unsigned> values(4, 0);
    costs.improve(values, a, 1, noLimit, /*sweeps=*/1);
    EXPECT_EQ(values, isFixed ? (std::vector<unsigned>{1, 0, 1, 1})
                              : (std::vector<unsigned>{0, 0, 0, 0}));
  }
}
