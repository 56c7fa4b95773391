//===- FormArithmeticTest.cpp - sums and products of forms ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormArithmetic.h"
#include "FormNotation.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;

namespace {
struct FormArithmetic : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(std::nullopt),
           elements = table.loops().addDimension(8);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(elements);
  T tensor{&table, table.addInput()}, other{&table, table.addInput()};
  F x = tensor(i, j), y = other(i, j);
  F ii{&table, table.index(i)}, jj{&table, table.index(j)};
  F n{&table, table.size(rows)};
  F s = sum(x, {j});

  std::string text(F form) {
    std::string names[] = {"x", "y"};
    return print(table, form.form, names);
  }
};
} // namespace

TEST_F(FormArithmetic, SumsAreInNoOrder) {
  EXPECT_EQ(x + y + x, y + 2.0 * x);
  EXPECT_EQ(x - x, number(table, 0));
  EXPECT_EQ(text(x * 0.0), "0");
}

TEST_F(FormArithmetic, CoefficientsAreEqualButForRounding) {
  float root = 1 / std::sqrt(48.0f);
  EXPECT_EQ(x * root, x / std::sqrt(48.0));
  EXPECT_EQ(x * root - x / std::sqrt(48.0), number(table, 0));
  EXPECT_EQ(x / double(1 / 72.0f), x * 72.0);
  // Coefficients of indices are compared exactly, however large they are.
  EXPECT_FALSE(ii * 100000001.0 == ii * 100000002.0);
}

TEST_F(FormArithmetic, ProductsAreInNoOrder) {
  EXPECT_EQ(x * y * x, y * (x * x));
  EXPECT_EQ(x / x, number(table, 1));
  EXPECT_EQ(text(x * x / y), "x[i, j]^2*y[i, j]^-1");
}

TEST_F(FormArithmetic, WhatIsFreeOfReductionsStaysOneAtom) {
  EXPECT_EQ(text((x + y) * (x + y)), "(x[i, j] + y[i, j])^2");
  EXPECT_EQ((x + y - s) * s, (x + y) * s - s * s);
  EXPECT_EQ((x + s) * (x - s), x * x - s * s);
  EXPECT_EQ((x + s) * (x + s) * (x + s),
            x * x * x + 3.0 * x * x * s + 3.0 * x * s * s + s * s * s);
}

TEST_F(FormArithmetic, SumsHaveNoCommonFactor) {
  EXPECT_EQ((2.0 * x + 2.0 * y) * s, 2.0 * s * (x + y));
  EXPECT_EQ((x * y + y) * s, y * s * (x + 1.0));
  EXPECT_EQ(1.0 / (2.0 * x + 2.0 * y), 0.5 / (x + y));
  EXPECT_EQ(1.0 / (x - y), -1.0 / (y - x));
  EXPECT_EQ(rsqrt(4.0 * x + 4.0 * y), 0.5 * rsqrt(x + y));
  EXPECT_EQ(1.0 / (exp(s + x) + exp(s)), exp(-s) / (exp(x) + 1.0));
}

TEST_F(FormArithmetic, SizesAreTakenAsNumbers) {
  EXPECT_EQ((s + x) / n, s / n + x / n);
  EXPECT_EQ(pow(x / n, 2.0), x * x / (n * n));
  EXPECT_EQ(sqrt(x * x / n) * sqrt(n), sqrt(x * x));
}

TEST_F(FormArithmetic, PowersGoIntoProductsOfWhatIsPositive) {
  EXPECT_EQ(pow(x * y, 2.0), x * x * y * y);
  EXPECT_EQ(1.0 / (x * y), 1.0 / x * (1.0 / y));
  EXPECT_EQ(sqrt(exp(x) * 4.0), 2.0 * exp(x * .5));
  EXPECT_EQ(text(sqrt(x * y)), "(x[i, j]*y[i, j])^0.5");
  EXPECT_EQ(text(sqrt(x * x)), "(x[i, j]^2)^0.5");
  EXPECT_EQ(1.0 / sqrt(s + 1.0), rsqrt(s + 1.0));
  EXPECT_EQ(rsqrt(x) * rsqrt(x), 1.0 / x);
}

TEST_F(FormArithmetic, ConditionsAreZeroOrOne) {
  F holds = isAtMost(jj, ii), fails = isLess(ii, jj);
  EXPECT_EQ(holds * holds, holds);
  EXPECT_EQ(holds * fails, number(table, 0));
  EXPECT_EQ(holds * x + fails * x, x);
  EXPECT_EQ((F{&table, negate(table, holds.form)}), fails);
  EXPECT_EQ(select(holds, x, y), select(fails, y, x));
  EXPECT_EQ(select(holds, select(holds, x, y), y), select(holds, x, y));
}
