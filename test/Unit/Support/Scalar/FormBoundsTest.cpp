//===- FormBoundsTest.cpp - where along a dimension forms count -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormBounds.h"
#include "FormNotation.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Rows i of x, with elements j
struct FormBounds : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(20),
           elements = table.loops().addDimension(8);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(elements);
  T tensor{&table, table.addInput()};
  F x = tensor(i, j), row{&table, table.index(i)},
    place{&table, table.index(j)};
  llvm::SmallVector<FormAccumulator> accumulators;

  void addSum(F body) { accumulate(Primitive::Add, body); }
  void addMaximum(F body) { accumulate(Primitive::Max, body); }
  void accumulate(Primitive combiner, F body) {
    accumulators.push_back({table.addInput(),
                            table.addInput(),
                            {i},
                            combiner,
                            body.form,
                            {j},
                            {}});
  }
  llvm::SmallVector<FormBound> find() {
    return findBounds(table, accumulators, j);
  }
  F limitOf(const FormBound &bound) { return {&table, bound.limit}; }
};
} // namespace

TEST_F(FormBounds, MasksEndOrBeginWhatCounts) {
  addMaximum(select(isAtMost(place, row + 3), x, -infinity));
  addSum(select(isAtMost(place, row + 3), exp(x), 0.0));
  llvm::SmallVector<FormBound> bounds = find();
  ASSERT_EQ(bounds.size(), 1u);
  EXPECT_TRUE(bounds.front().isLast);
  EXPECT_EQ(limitOf(bounds.front()), row + 3);

  accumulators.clear();
  addSum(select(isLess(row, place), exp(x), 0.0));
  bounds = find();
  ASSERT_EQ(bounds.size(), 1u);
  EXPECT_FALSE(bounds.front().isLast);
  EXPECT_EQ(limitOf(bounds.front()), row + 1);
}

TEST_F(FormBounds, OfSeveralConditionsEachIsOne) {
  F holds = isAtMost(place, row) * isAtMost(row - 5, place);
  addMaximum(select(holds, x, -infinity));
  addSum(select(holds, exp(x), 0.0));
  llvm::SmallVector<FormBound> bounds = find();
  ASSERT_EQ(bounds.size(), 2u);
  EXPECT_NE(bounds[0].isLast, bounds[1].isLast);
  for (const FormAccumulator &own : assumeWithin(table, accumulators, bounds))
    EXPECT_EQ((F{&table, own.body}),
              own.combiner == Primitive::Max ? x : exp(x));
}

TEST_F(FormBounds, WhatOneAccumulatorNeedsIsNotLeftOut) {
  addSum(select(isAtMost(place, row), exp(x), 0.0));
  addSum(x);
  EXPECT_TRUE(find().empty());
}

TEST_F(FormBounds, AFiniteFillIsData) {
  addMaximum(select(isAtMost(place, row), x, -1e9));
  EXPECT_TRUE(find().empty());
}

TEST_F(FormBounds, OneOfTwoConditionsBoundsNothing) {
  F none =
      (1.0 - isAtMost(place, row)) * (1.0 - isAtMost(place, row * 0.0 + 3));
  addSum((1.0 - none) * exp(x));
  EXPECT_TRUE(find().empty());
}

TEST_F(FormBounds, LimitsAddMultiplesOfIndicesAndSizes) {
  unsigned any = table.loops().addDimension(std::nullopt);
  F size{&table, table.size(any)};
  std::optional<LinearLimit> limit =
      readLinear(table, (row * 2.0 - size + 3.0).form);
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->constant, 3);
  ASSERT_EQ(limit->indices.size(), 1u);
  EXPECT_EQ(limit->indices.front(), (std::pair<unsigned, int64_t>{rows, 2}));
  ASSERT_EQ(limit->sizes.size(), 1u);
  EXPECT_EQ(limit->sizes.front(), (std::pair<unsigned, int64_t>{any, -1}));
  EXPECT_FALSE(readLinear(table, (row * 0.5).form));
  EXPECT_FALSE(readLinear(table, (row * size).form));
  EXPECT_FALSE(readLinear(table, x.form));
}
