//===- ShardRuleTest.cpp - tests of how an op goes along a mesh -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardRule.h"
#include "AllStates.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns the rule of y[b, o] = start + sum over i of x[b, i] * w[i, o].
ShardRule makeProduct() {
  ShardRule rule;
  rule.loops = {{4}, {6}, {8}};
  rule.operands = {ShardRule::Places{{0}, {2}}, ShardRule::Places{{2}, {1}},
                   ShardRule::Places{{0}, {1}}};
  rule.results = {{{{0}, {1}}, Monoid::Sum, 2}};
  rule.groups = {{{0, 2}, {0}, Monoid::Sum}, {{1, 2}, {0}, Monoid::Sum}};
  return rule;
}

/// Returns the rule of y[h, k] = x[(h, k)], with 4 heads of 6.
ShardRule makeSplitting() {
  ShardRule rule;
  rule.loops = {{4}, {6}};
  rule.operands = {ShardRule::Places{{0, 1}}};
  rule.results = {{{{0}, {1}}}};
  rule.groups = {{{0}, {0}, Monoid::Sum}, {{0}, {0}, Monoid::Max}};
  return rule;
}

std::string spellAll(const ShardRule &rule, const ShardStrategy &strategy,
                     const Mesh &mesh) {
  llvm::Expected<ShardStates> states = findStates(rule, strategy, mesh);
  if (!states)
    return llvm::toString(states.takeError());
  std::string text;
  for (const std::optional<ShardState> &state : states->operands)
    text += (state ? spell(*state, mesh) : "any") + "; ";
  text += "->";
  for (const ShardState &state : states->results)
    text += " " + spell(state, mesh);
  return text;
}
} // namespace

TEST(ShardRule, AnAxisDoesOneThing) {
  Mesh mesh = makeMesh({2, 2});
  ShardRule rule = makeProduct();
  auto say = [&](ShardStrategy strategy) {
    return spellAll(rule, strategy, mesh);
  };
  EXPECT_EQ(say(doNothing(rule)), "[{}, {}]; [{}, {}]; [{}, {}]; -> [{}, {}]");
  EXPECT_EQ(say({{{0}, {}, {}}, {{}, {}}}),
            "[{x}, {}]; [{}, {}]; [{x}, {}]; -> [{x}, {}]");
  EXPECT_EQ(say({{{}, {1, 0}, {}}, {{}, {}}}),
            "[{}, {}]; [{}, {y, x}]; [{}, {y, x}]; -> [{}, {y, x}]");
  EXPECT_EQ(say({{{1}, {}, {}}, {{}, {0}}}),
            "[{y}, {}]; [{}, {}] sum{x}; [{y}, {}] sum{x}; -> [{y}, {}] "
            "sum{x}");
}

TEST(ShardRule, OneRankStartsASum) {
  Mesh mesh = makeMesh({2, 2});
  ShardRule rule = makeProduct();
  EXPECT_EQ(spellAll(rule, {{{}, {}, {1}}, {{0}, {}}}, mesh),
            "[{}, {y}] sum{x}; [{y}, {}]; [{}, {}] sum{x, y}; -> [{}, {}] "
            "sum{x, y}");
  rule.results.front().combiner = std::nullopt;
  EXPECT_EQ(spellAll(rule, {{{}, {}, {1}}, {{}, {}}}, mesh),
            "nothing combines what parts of loop 2 make of result 0");
}

TEST(ShardRule, MonoidsDontMix) {
  Mesh mesh = makeMesh({2, 2});
  ShardRule rule = makeProduct();
  rule.results.front().combiner = Monoid::Max;
  EXPECT_EQ(spellAll(rule, {{{}, {}, {1}}, {{0}, {}}}, mesh),
            "a max and a sum meet in one tensor");
}

TEST(ShardRule, RefusesWhatIsNoStrategy) {
  Mesh mesh = makeMesh({2, 2});
  ShardRule rule = makeProduct();
  auto say = [&](ShardStrategy strategy) {
    return spellAll(rule, strategy, mesh);
  };
  EXPECT_EQ(say({{{0}}, {}}),
            "this is of 1 loops and 0 groups; expected 3 and 2");
  EXPECT_EQ(say({{{0}, {0}, {}}, {{}, {}}}), "axis 'x' does two things");
  EXPECT_EQ(say({{{0}, {}, {}}, {{}, {0}}}), "axis 'x' does two things");
  EXPECT_EQ(say({{{7}, {}, {}}, {{}, {}}}), "there is no axis 7");
  EXPECT_EQ(say({{{}, {}, {}}, {{1, 0}, {}}}),
            "the axes of a group are not in order");
  rule.loops[1].isWhole = true;
  EXPECT_EQ(say({{{}, {0}, {}}, {{}, {}}}), "all of loop 1 is needed at once");
}

TEST(ShardRule, SplitsMinorLoopsBehindSingleElements) {
  Mesh mesh = makeMesh({2, 4, 3, 5});
  ShardRule rule = makeSplitting();
  auto say = [&](AxisList heads, AxisList within) {
    return spellAll(rule, {{heads, within}, {{}, {}}}, mesh);
  };
  EXPECT_EQ(say({0}, {}), "[{x}]; -> [{x}, {}]");
  EXPECT_EQ(say({1}, {}), "[{y}]; -> [{y}, {}]");
  EXPECT_EQ(say({1}, {2}), "[{y, z}]; -> [{y}, {z}]");
  EXPECT_EQ(say({1}, {2, 0}), "[{y, z, x}]; -> [{y}, {z, x}]");
  EXPECT_EQ(say({0}, {2}), "loop 1 is split, but loop 0 in front of it not "
                           "into single elements");
  EXPECT_EQ(say({}, {2}), "loop 1 is split, but loop 0 in front of it not "
                          "into single elements");
  EXPECT_EQ(say({2}, {}), "loop 0, of several in a dimension, is split into "
                          "3 parts that are not known to be equal");
  EXPECT_EQ(say({1}, {3}), "loop 1, of several in a dimension, is split into "
                           "5 parts that are not known to be equal");
  rule.loops[0].extent = std::nullopt;
  EXPECT_EQ(say({0}, {}), "loop 0 is split, but not known to be a multiple of "
                          "its parts");
  rule.loops[0].divisor = 6;
  EXPECT_EQ(say({0}, {}), "[{x}]; -> [{x}, {}]");
  EXPECT_EQ(say({1, 2}, {}), "loop 0 is split, but not known to be a multiple "
                             "of its parts");
  EXPECT_EQ(say({0}, {2}), "loop 1 is split, but loop 0 in front of it not "
                           "into single elements");
}

TEST(ShardRule, SomeOperandsMayBeInAnyState) {
  Mesh mesh = makeMesh({2, 2});
  ShardRule rule = makeSplitting();
  rule.operands.push_back(std::nullopt);
  EXPECT_EQ(spellAll(rule, {{{0}, {}}, {{1}, {}}}, mesh),
            "[{x}] sum{y}; any; -> [{x}, {}] sum{y}");
}
