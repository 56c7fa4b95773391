//===- FormFunctionsTest.cpp - functions of forms -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormFunctions.h"
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

// e^x may overflow where e^(x - 300) does not.
TEST_F(FormFunctions, NumbersStayInExponents) {
  EXPECT_FALSE(exp(x - 300.0) == exp(x) * std::exp(-300.0));
  EXPECT_EQ(exp(x - 300.0) / exp(y - 300.0), exp(x - y));
  EXPECT_EQ(exp(of(-20.0)), of(std::exp(-20.0)));
  EXPECT_FALSE(table.number(exp(of(-300.0)).form).has_value());
}

// If x is 0, then (x * 1e200) * 1e200 is 0, and x * inf is NaN.
TEST_F(FormFunctions, CoefficientsStayModerate) {
  EXPECT_FALSE(x * 1e200 * y == x * y * 1e200);
  EXPECT_FALSE(x * 1e100 * 1e100 == x * 1e200);
  EXPECT_EQ(x * 8.0 * y * 0.5, x * y * 4.0);
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
