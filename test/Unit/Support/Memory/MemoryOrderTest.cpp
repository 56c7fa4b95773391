//===- MemoryOrderTest.cpp - tests of ordering for memory -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryOrder.h"
#include "Outcome.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <numeric>
#include <random>

using namespace ag;
using Steps = std::vector<unsigned>;

namespace {
/// Returns the peak of an order, from each buffer's lifetime at each step.
int64_t peakByTimes(const StepGraph &graph, const Steps &order) {
  std::vector<size_t> places(order.size());
  for (size_t place = 0; place < order.size(); ++place)
    places[order[place]] = place;
  int64_t peak = 0;
  for (size_t now = 0; now < order.size(); ++now) {
    int64_t sum = graph.steps[order[now]].scratch;
    for (const SharedBuffer &buffer : graph.buffers) {
      bool begun = buffer.atStart, open = buffer.atEnd;
      for (unsigned step : buffer.steps) {
        begun |= places[step] <= now;
        open |= places[step] >= now;
      }
      sum += begun && open ? buffer.size : 0;
    }
    peak = std::max(peak, sum);
  }
  return peak;
}

bool isAllowed(const StepGraph &graph, const Steps &order) {
  std::vector<bool> done(graph.steps.size());
  for (unsigned step : order) {
    if (done[step] ||
        llvm::any_of(graph.steps[step].after,
                     [&](unsigned other) { return !done[other]; }))
      return false;
    done[step] = true;
  }
  return order.size() == graph.steps.size();
}

/// Returns the least peak of all orders that begin with these steps.
int64_t smallestOrderPeak(const StepGraph &graph, const Steps &begun = {}) {
  if (begun.size() == graph.steps.size())
    return peakByTimes(graph, begun);
  int64_t smallest = INT64_MAX;
  for (unsigned step = 0; step < graph.steps.size(); ++step) {
    auto isDone = [&](unsigned other) {
      return llvm::is_contained(begun, other);
    };
    if (isDone(step) || !llvm::all_of(graph.steps[step].after, isDone))
      continue;
    Steps longer = begun;
    longer.push_back(step);
    smallest = std::min(smallest, smallestOrderPeak(graph, longer));
  }
  return smallest;
}

/// Finds an order and checks what must hold for each result.
MemoryOrder orderSoundly(const StepGraph &graph,
                         const MemoryOrderOptions &options = {}) {
  MemoryOrder order = valueOf(orderForMemory(graph, options));
  Steps program(graph.steps.size());
  std::iota(program.begin(), program.end(), 0);
  EXPECT_TRUE(isAllowed(graph, order.steps));
  EXPECT_EQ(order.peakBefore, peakByTimes(graph, program));
  EXPECT_EQ(order.peak, peakByTimes(graph, order.steps));
  EXPECT_EQ(order.peak, livePeakOf(graph, order.steps));
  EXPECT_LE(order.peak, order.peakBefore);
  EXPECT_LE(order.bound, order.peak);
  if (order.peak == order.peakBefore)
    EXPECT_EQ(order.steps, program);
  EXPECT_EQ(order.steps, valueOf(orderForMemory(graph, options)).steps);
  return order;
}

/// Returns a graph with buffers of all kinds, also some that many steps or no
/// step uses.
StepGraph randomGraph(std::mt19937 &random, unsigned steps, unsigned degree) {
  StepGraph graph;
  graph.steps.resize(steps);
  for (unsigned step = 0; step < steps; ++step) {
    for (unsigned i = random() % (degree + 1); step > 0 && i > 0; --i)
      graph.steps[step].after.push_back(random() % step);
    graph.steps[step].scratch = random() % 4 == 0 ? random() % 8 : 0;
    SharedBuffer result{int64_t(random() % 12), {step}};
    result.atEnd = random() % 8 == 0;
    graph.buffers.push_back(result);
    for (unsigned other : graph.steps[step].after)
      graph.buffers[other].steps.push_back(step);
  }
  for (unsigned i = 0; i < steps / 4; ++i) {
    SharedBuffer buffer{int64_t(random() % 8), {}};
    for (unsigned j = random() % 4; j > 0; --j)
      buffer.steps.push_back(random() % steps);
    buffer.atStart = random() % 2;
    buffer.atEnd = random() % 4 == 0;
    graph.buffers.push_back(buffer);
  }
  return graph;
}

/// Adds a step that reads the results of `operands` and has a result of `size`
/// bytes. Returns its number.
unsigned addStep(StepGraph &graph, int64_t size,
                 std::initializer_list<unsigned> operands = {}) {
  unsigned number = graph.steps.size();
  graph.steps.push_back({operands});
  graph.buffers.push_back({size, {number}});
  for (unsigned operand : operands)
    graph.buffers[operand].steps.push_back(number);
  return number;
}

/// Returns a graph whose branches read the result of step 0. Each has a large
/// intermediate and a small result. The results are those of steps 1 + branches
/// and later.
StepGraph makeBranches(unsigned branches) {
  StepGraph graph;
  unsigned x = addStep(graph, 1);
  for (unsigned i = 0; i < branches; ++i)
    addStep(graph, 1000 + i, {x});
  for (unsigned i = 0; i < branches; ++i)
    addStep(graph, 10, {1 + i});
  return graph;
}
} // namespace

TEST(MemoryOrder, BestOfAllOrders) {
  std::mt19937 random(1);
  unsigned lowered = 0, aboveBound = 0;
  for (unsigned i = 0; i < 12000; ++i) {
    StepGraph graph = randomGraph(random, 2 + i % 6, i / 6 % 3);
    MemoryOrder order = orderSoundly(graph);
    int64_t best = smallestOrderPeak(graph);
    ASSERT_EQ(order.peak, best) << i;
    ASSERT_EQ(order.bound, best) << i;
    lowered += order.peak < order.peakBefore;
    // With little effort, the lower bound is still valid.
    MemoryOrder hasty = orderSoundly(graph, {/*effort=*/int64_t(i % 50)});
    ASSERT_LE(hasty.bound, best) << i;
    aboveBound += hasty.bound < best;
  }
  EXPECT_GT(lowered, 2400u);
  EXPECT_GT(aboveBound, 600u);
}

// The header's example: one big buffer is live at a time.
TEST(MemoryOrder, DepthFirst) {
  for (unsigned branches : {8, 40, 300}) {
    StepGraph graph = makeBranches(branches);
    unsigned sum = addStep(graph, 10, {1 + branches});
    for (unsigned i = 1; i < branches; ++i)
      sum = addStep(graph, 10, {sum, 1 + branches + i});
    MemoryOrder order = orderSoundly(graph);
    // The peak is the second largest buffer beside x and two small results, or
    // the largest one at the end, when x is dead.
    EXPECT_EQ(order.peak, 1000 + branches - 1 + 20) << branches;
    if (branches < 300)
      EXPECT_EQ(order.bound, order.peak) << branches;
  }
}

TEST(MemoryOrder, JoinOfAll) {
  for (unsigned branches : {2, 8, 40}) {
    StepGraph graph = makeBranches(branches);
    unsigned join = addStep(graph, 1);
    for (unsigned i = 0; i < branches; ++i) {
      graph.steps[join].after.push_back(1 + branches + i);
      graph.buffers[1 + branches + i].steps.push_back(join);
    }
    // The largest branch goes first. The last one is beside the small results
    // of all others.
    EXPECT_EQ(orderSoundly(graph).peak,
              std::max<int64_t>(1000 + 10 * branches, 1010 + branches));
  }
}

// The skip connections of a U-Net allow only one order.
TEST(MemoryOrder, OnlyOneOrder) {
  StepGraph graph;
  std::vector<unsigned> down{addStep(graph, 64)};
  for (unsigned i = 0; i < 6; ++i)
    down.push_back(addStep(graph, 64 >> (i + 1), {down.back()}));
  unsigned up = down.back();
  for (unsigned i = 6; i-- > 0;)
    up = addStep(graph, 64 >> i, {up, down[i]});
  MemoryOrder order = orderSoundly(graph);
  EXPECT_EQ(order.peak, order.peakBefore);
  EXPECT_EQ(order.bound, order.peak);
}

// The chains have a hill of 9 and a valley of 1, and a hill of 8 and a valley
// of 5. The one with the deeper valley goes first.
TEST(MemoryOrder, TwoChains) {
  StepGraph graph;
  unsigned a0 = addStep(graph, 5), a1 = addStep(graph, 3, {a0});
  unsigned b0 = addStep(graph, 8), b1 = addStep(graph, 1, {b0});
  addStep(graph, 0, {a1, b1});
  MemoryOrder order = orderSoundly(graph);
  EXPECT_EQ(order.peakBefore, 12);
  EXPECT_EQ(order.peak, 9);
  EXPECT_EQ(order.steps, (Steps{2, 3, 0, 1, 4}));
}

// The leaves of a binary tree come first in the program. A tree needs one
// buffer more than a tree with one level less.
TEST(MemoryOrder, Trees) {
  for (unsigned levels : {1, 2, 3, 6, 11}) {
    StepGraph graph;
    Steps level;
    for (unsigned i = 0; i < 1u << levels; ++i)
      level.push_back(addStep(graph, 1));
    for (; level.size() > 1; level.erase(level.begin(), level.begin() + 2))
      level.push_back(addStep(graph, 1, {level[0], level[1]}));
    EXPECT_EQ(orderSoundly(graph).peak, levels + 2) << levels;
  }
}

TEST(MemoryOrder, LargeGraphs) {
  std::mt19937 random(2);
  for (unsigned steps : {50, 300, 1000, 3000})
    for (unsigned degree : {1, 2, 3})
      orderSoundly(randomGraph(random, steps, degree));
}

TEST(MemoryOrder, Errors) {
  auto say = [](StepGraph graph) { return messageOf(orderForMemory(graph)); };
  EXPECT_EQ(say({{{{}}, {{1}}}, {}}),
            "step 1: is after step 1; expected an earlier one of the program");
  EXPECT_EQ(say({{{{}}}, {{4, {1}}}}), "buffer 0: step 1; expected one of 1");
  EXPECT_EQ(say({{{{}, -1}}, {}}), "step 0: size -1; expected 0 or more");
  EXPECT_EQ(say({{{{}}}, {{-4, {0}}}}),
            "buffer 0: size -4; expected 0 or more");
  EXPECT_EQ(say({{{{}}}, {{INT64_MAX, {0}}, {1, {0}}}}),
            "buffer 1: with it all sizes together take 2^63 bytes or more");
  EXPECT_EQ(say({}), "");
}
