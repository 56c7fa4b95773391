//===- FormFunctionsTest.cpp - functions of forms -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormFunctions.h"
#include "FormElements.h"
#include "Support/Numbers.h"
#include <cmath>

using namespace ag;

namespace {

struct FormFunctions : FormElements {
  F of(double value) { return number(table, value); }
};
} // namespace

TEST_F(FormFunctions, ExponentialsMerge) {
  EXPECT_EQ(exp(x) * exp(y), exp(x + y));
  EXPECT_EQ(exp(x) / exp(x), of(1));
  EXPECT_EQ(pow(exp(x), 3.0), exp(3.0 * x));
  EXPECT_EQ(exp(2.0 * log(x)), x * x);
  EXPECT_EQ(exp(y - log(x + y)), exp(y) / (x + y));
}

TEST_F(FormFunctions, NumbersLeaveExponentsIfTheyAreSmall) {
  EXPECT_EQ(exp(x + 1.0), exp(x) * std::exp(1.0));
  EXPECT_EQ(exp(of(-79.0)), of(std::exp(-79.0)));
  EXPECT_FALSE(table.number(exp(of(-1e9)).form).has_value());
}

TEST_F(FormFunctions, InfinitiesInExponentsAreZero) {
  EXPECT_EQ(exp(x + of(-infinity)), of(0));
  EXPECT_EQ(exp(select(holds, x, -infinity)), exp(x) * holds);
  EXPECT_EQ(exp(x + select(holds, 0.0, -infinity)), exp(x) * holds);
}

TEST_F(FormFunctions, ConditionsInExponentsAreCases) {
  EXPECT_EQ(exp(select(holds, x, y)), select(holds, exp(x), exp(y)));
  EXPECT_EQ(exp(x + select(holds, 0.0, -1e9)),
            select(holds, exp(x), exp(x - 1e9)));
}

TEST_F(FormFunctions, LogarithmsTakeOutWhatIsPositive) {
  EXPECT_EQ(log(exp(x)), x);
  EXPECT_EQ(log(exp(x) * 2.0), x + std::log(2.0));
  EXPECT_EQ(log(exp(x + y) + exp(x)), x + log(exp(y) + 1.0));
  EXPECT_EQ(log(exp(x) / (exp(x) + exp(y))), x - log(exp(x) + exp(y)));
  EXPECT_FALSE(log(x * y) == log(x) + log(y));
}
