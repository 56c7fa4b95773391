//===- MinimumCutTest.cpp - tests of minimum cuts -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/MinimumCut.h"
#include "Outcome.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace ag;

namespace {
using Sides = std::vector<bool>;

std::optional<MinimumCut> cut(const Network &network,
                              CutPlace place = CutPlace::NearestToSource) {
  return valueOf(findMinimumCut(network, place));
}

Sides sidesOf(const MinimumCut &cut) {
  Sides sides;
  for (unsigned node = 0; node < cut.isBehind.size(); ++node)
    sides.push_back(cut.isBehind.test(node));
  return sides;
}

/// Returns the capacity of the edges from before a cut to behind it, or
/// std::nullopt if one of them is uncuttable.
std::optional<int64_t> capacityOf(const Network &network,
                                  const Sides &isBehind) {
  int64_t capacity = 0;
  for (const NetworkEdge &edge : network.edges) {
    if (isBehind[edge.from] || !isBehind[edge.to])
      continue;
    if (edge.capacity == uncuttable)
      return std::nullopt;
    capacity += edge.capacity;
  }
  return capacity;
}

/// The best of all cuts
struct BestCuts {
  std::optional<int64_t> capacity;
  /// The nodes behind all minimum cuts, and behind any of them
  Sides behindAll, behindAny;
};

BestCuts tryAll(const Network &network) {
  BestCuts best;
  for (unsigned bits = 0; bits < 1u << network.nodes; ++bits) {
    Sides sides;
    for (unsigned node = 0; node < network.nodes; ++node)
      sides.push_back(bits >> node & 1);
    std::optional<int64_t> capacity = capacityOf(network, sides);
    if (sides[network.source] || !sides[network.sink] || !capacity ||
        (best.capacity && *best.capacity < *capacity))
      continue;
    bool isFirst = best.capacity != capacity;
    best.capacity = capacity;
    if (isFirst)
      best.behindAll = best.behindAny = sides;
    for (unsigned node = 0; node < network.nodes; ++node) {
      best.behindAll[node] = best.behindAll[node] && sides[node];
      best.behindAny[node] = best.behindAny[node] || sides[node];
    }
  }
  return best;
}

Network randomNetwork(std::mt19937 &random) {
  Network network;
  network.nodes = 2 + random() % 7;
  network.source = random() % network.nodes;
  network.sink =
      (network.source + 1 + random() % (network.nodes - 1)) % network.nodes;
  unsigned uncut = random() % 4, least = random() % 3;
  for (unsigned count = random() % 24; count > 0; --count) {
    int64_t capacity = least + random() % 5;
    network.edges.push_back({unsigned(random() % network.nodes),
                             unsigned(random() % network.nodes),
                             random() % 10 < uncut ? uncuttable : capacity});
  }
  return network;
}

Network chain(unsigned length) { return {length + 1, 0, length, {}}; }
} // namespace

TEST(MinimumCut, TheExamplesOfTheHeader) {
  Network one = {4, 0, 3, {{0, 1, 3}, {1, 2, 1}, {2, 3, 3}}};
  for (CutPlace place : {CutPlace::NearestToSource, CutPlace::NearestToSink}) {
    auto found = cut(one, place);
    EXPECT_EQ(found->capacity, 1);
    EXPECT_EQ(sidesOf(*found), Sides({false, false, true, true}));
  }
  Network any = {4, 0, 3, {{0, 1, 2}, {1, 2, 2}, {2, 3, 2}}};
  EXPECT_EQ(sidesOf(*cut(any, CutPlace::NearestToSource)),
            Sides({false, true, true, true}));
  EXPECT_EQ(sidesOf(*cut(any, CutPlace::NearestToSink)),
            Sides({false, false, false, true}));
}

TEST(MinimumCut, IsTheBestOfAllCuts) {
  std::mt19937 random(1);
  unsigned uncut = 0;
  for (unsigned turn = 0; turn < 20'000; ++turn) {
    Network network = randomNetwork(random);
    BestCuts best = tryAll(network);
    auto first = cut(network, CutPlace::NearestToSource);
    auto last = cut(network, CutPlace::NearestToSink);
    ASSERT_EQ(first.has_value(), best.capacity.has_value());
    ASSERT_EQ(last.has_value(), best.capacity.has_value());
    if (!first) {
      ++uncut;
      continue;
    }
    ASSERT_EQ(first->capacity, *best.capacity);
    ASSERT_EQ(last->capacity, *best.capacity);
    ASSERT_EQ(sidesOf(*first), best.behindAny);
    ASSERT_EQ(sidesOf(*last), best.behindAll);
    llvm::shuffle(network.edges.begin(), network.edges.end(), random);
    ASSERT_EQ(sidesOf(*cut(network, CutPlace::NearestToSource)),
              best.behindAny);
  }
  EXPECT_GT(uncut, 1000u);
}

TEST(MinimumCut, EdgesThatAreAlikeOrNowhere) {
  // Parallel edges add up. Self-loops and backward edges have no effect.
  Network network = {3, 0, 2, {{0, 1, 4}, {0, 1, 5}, {1, 2, 3}, {1, 2, 4}}};
  EXPECT_EQ(cut(network)->capacity, 7);
  network.edges.append({{1, 1, 9}, {2, 1, 9}, {1, 0, uncuttable}, {2, 0, 9}});
  EXPECT_EQ(cut(network)->capacity, 7);
  network.edges.push_back({0, 2, 0});
  EXPECT_EQ(cut(network)->capacity, 7);
}

TEST(MinimumCut, NothingFlows) {
  Network apart = {4, 0, 3, {{0, 1, 5}, {2, 3, 5}}};
  EXPECT_EQ(cut(apart)->capacity, 0);
  EXPECT_EQ(sidesOf(*cut(apart, CutPlace::NearestToSource)),
            Sides({false, false, true, true}));
  EXPECT_EQ(sidesOf(*cut(apart, CutPlace::NearestToSink)),
            Sides({false, false, true, true}));
  Network bare = {2, 1, 0, {}};
  EXPECT_EQ(cut(bare)->capacity, 0);
  EXPECT_EQ(sidesOf(*cut(bare)), Sides({true, false}));
}

TEST(MinimumCut, WhatIsNeverCut) {
  Network none = {3, 0, 2, {{0, 1, uncuttable}, {1, 2, uncuttable}}};
  EXPECT_FALSE(cut(none).has_value());
  Network one = {3, 0, 2, {{0, 1, uncuttable}, {1, 2, 6}, {0, 2, 1}}};
  EXPECT_EQ(cut(one)->capacity, 7);
  EXPECT_EQ(sidesOf(*cut(one)), Sides({false, false, true}));
  // Large capacities stay exact.
  int64_t large = (int64_t(1) << 61) - 1;
  Network most = {4, 0, 3, {{0, 1, large}, {1, 2, uncuttable}, {2, 3, large}}};
  EXPECT_EQ(cut(most)->capacity, large);
}

TEST(MinimumCut, LongChains) {
  constexpr unsigned length = 100'000;
  Network plain = chain(length);
  for (unsigned node = 0; node < length; ++node)
    plain.edges.push_back({node, node + 1, node == 70'000 ? 1 : 2});
  auto found = cut(plain);
  EXPECT_EQ(found->capacity, 1);
  EXPECT_EQ(found->isBehind.find_first(), 70'001);
  // Each node also has a direct edge to the sink, so distances differ.
  Network drained = chain(length);
  for (unsigned node = 0; node + 1 < length; ++node)
    drained.edges.append({{node, node + 1, 1'000'000}, {node, length, 1}});
  EXPECT_EQ(cut(drained)->capacity, length - 1);
  EXPECT_EQ(cut(drained, CutPlace::NearestToSink)->capacity, length - 1);
}

/// The network has the shape of a program's: the cost to save a value splits
/// its node, and later nodes close by use it.
TEST(MinimumCut, LayersOfManyNodes) {
  std::mt19937 random(2);
  constexpr unsigned values = 5'000;
  Network network = {2 * values + 2, 2 * values, 2 * values + 1, {}};
  for (unsigned value = 0; value < values; ++value) {
    network.edges.push_back(
        {2 * value, 2 * value + 1, int64_t(1 + random() % 4096)});
    for (unsigned use = 1 + random() % 3; use > 0; --use)
      if (unsigned user = value + 1 + random() % 20; user < values)
        network.edges.push_back({2 * value + 1, 2 * user, uncuttable});
    if (value < 10 || random() % 8 == 0)
      network.edges.push_back({network.source, 2 * value, uncuttable});
    if (random() % 2 == 0)
      network.edges.push_back({2 * value + 1, network.sink, uncuttable});
  }
  auto found = cut(network);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(capacityOf(network, sidesOf(*found)), found->capacity);
  EXPECT_EQ(cut(network, CutPlace::NearestToSink)->capacity, found->capacity);
}

TEST(MinimumCut, WhatIsNoNetworkIsRefused) {
  auto refusal = [](const Network &network) {
    return messageOf(findMinimumCut(network, CutPlace::NearestToSource));
  };
  EXPECT_EQ(refusal({2, 0, 2, {}}),
            "source 0 and sink 2; expected two of 2 nodes");
  EXPECT_EQ(refusal({2, 1, 1, {}}),
            "source 1 and sink 1; expected two of 2 nodes");
  EXPECT_EQ(refusal({2, 0, 1, {{0, 1, 1}, {0, 7, 1}}}),
            "edge 1 names node 7; expected one below 2");
  EXPECT_EQ(refusal({2, 0, 1, {{0, 1, -3}}}),
            "edge 0 has the negative capacity -3");
  int64_t half = (int64_t(1) << 61) + 1;
  EXPECT_EQ(refusal({2, 0, 1, {{0, 1, half}, {1, 0, half}}}),
            "edge 1 makes the capacities more than 2^62 altogether");
}
