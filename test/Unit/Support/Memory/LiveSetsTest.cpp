//===- LiveSetsTest.cpp - tests of live sets in a partial order -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/LiveSets.h"
#include "Outcome.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;
using Points = std::vector<llvm::SmallVector<unsigned>>;

namespace {
/// Returns true if `a` precedes `b`, by walking all edges.
bool isBefore(const PartialOrder &order, unsigned a, unsigned b) {
  return llvm::any_of(order.edges, [&](std::pair<unsigned, unsigned> edge) {
    return edge.first == a &&
           (edge.second == b || isBefore(order, edge.second, b));
  });
}

bool allBefore(const PartialOrder &order, llvm::ArrayRef<unsigned> a,
               llvm::ArrayRef<unsigned> b) {
  return llvm::all_of(a, [&](unsigned x) {
    return llvm::all_of(b, [&](unsigned y) { return isBefore(order, x, y); });
  });
}

LiveBuffer lives(const LiveSet &live) { return {1, live}; }

std::string spell(const LiveSet &live) {
  std::string text;
  for (LiveRange range : live)
    text += "[" + std::to_string(range.start) + "," +
            std::to_string(range.end) + ")";
  return text;
}
} // namespace

TEST(LiveSets, TheExampleOfTheHeader) {
  PartialOrder order{5, {{0, 1}, {1, 2}, {0, 3}, {3, 4}}};
  std::vector<LiveSet> live =
      valueOf(findLiveSets(order, {{0, 1}, {3, 4}, {2}}));
  EXPECT_EQ(spell(live[0]), "[0,2)[5,6)");
  EXPECT_EQ(spell(live[1]), "[3,7)");
  EXPECT_EQ(spell(live[2]), "[2,3)[6,7)");
}

TEST(LiveSets, OnALineTheyAreRanges) {
  PartialOrder order{4, {{0, 1}, {1, 2}, {2, 3}}};
  std::vector<LiveSet> live =
      valueOf(findLiveSets(order, {{0, 2}, {2}, {}, {3, 1}}));
  EXPECT_EQ(spell(live[0]), "[0,3)");
  EXPECT_EQ(spell(live[1]), "[2,3)");
  EXPECT_EQ(spell(live[2]), "");
  EXPECT_EQ(spell(live[3]), "[1,4)");
}

TEST(LiveSets, WhatIsInNoOrderConflicts) {
  std::vector<LiveSet> live =
      valueOf(findLiveSets({3, {}}, {{0}, {1}, {2}, {}}));
  // All three buffers are live in one additional section, at time 3.
  for (const LiveSet &each : llvm::ArrayRef(live).take_front(3))
    EXPECT_EQ(each.back().end, 4);
  EXPECT_EQ(spell(live[3]), "");
}

TEST(LiveSets, RandomOrdersAgainstTheDefinition) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    PartialOrder order{unsigned(1 + random() % 10), {}};
    for (unsigned after = 0; after < order.points; ++after)
      for (unsigned before = 0; before < after; ++before)
        if (random() % 10 < unsigned(round % 6))
          order.edges.emplace_back(before, after);
    Points buffers(random() % 9);
    for (llvm::SmallVector<unsigned> &points : buffers)
      for (unsigned count = random() % 4; count > 0; --count)
        points.push_back(random() % order.points);
    std::vector<LiveSet> live = valueOf(findLiveSets(order, buffers));
    ASSERT_EQ(live.size(), buffers.size());
    for (size_t a = 0; a < live.size(); ++a)
      for (size_t b = 0; b < a; ++b) {
        bool expected = !allBefore(order, buffers[a], buffers[b]) &&
                        !allBefore(order, buffers[b], buffers[a]);
        ASSERT_EQ(areInConflict(lives(live[a]), lives(live[b])), expected)
            << "round " << round << ": " << a << " and " << b;
      }
  }
}

TEST(LiveSets, Refusals) {
  EXPECT_EQ(messageOf(findLiveSets({2, {{0, 2}}}, {})),
            "an edge names point 2; expected one below 2");
  EXPECT_EQ(messageOf(findLiveSets({2, {}}, {{1}, {0, 7}})),
            "buffer 1 names point 7; expected one below 2");
  for (PartialOrder order :
       {PartialOrder{1, {{0, 0}}}, PartialOrder{3, {{0, 1}, {1, 2}, {2, 1}}}})
    EXPECT_EQ(messageOf(findLiveSets(order, {})),
              "the points are in a circle: some happen before themselves");
}
