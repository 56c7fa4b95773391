//===- FormFunctionsTest.cpp - functions of forms -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormFunctions.h"
#include "FormNotation.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace ag;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();

struct FormFunctions : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.addDimension(8), elements = table.addDimension({});
  unsigned i = table.addLoop(rows), j = table.addLoop(elements);
  T tensor{&table, table.addInput()}, other{&table, table.addInput()};
  F x = tensor(i, j), y = other(i, j);
  F ii{&table, table.index(i)}, jj{&table, table.index(j)};
  F holds = isAtMost(jj, ii);

  F of(Primitive primitive, llvm::ArrayRef<F> operands,
       ScalarType type = ScalarType::F32, ScalarType result = ScalarType::F32) {
    return applyTo(primitive, operands, type, result);
  }
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

TEST_F(FormFunctions, AreMadeOfFewer) {
  EXPECT_EQ(of(Primitive::Exp2, {x}), exp(x * std::log(2.0)));
  EXPECT_EQ(of(Primitive::Expm1, {x}), exp(x) - 1.0);
  EXPECT_EQ(of(Primitive::Log1p, {exp(x) - 1.0}), x);
  EXPECT_EQ(of(Primitive::Log2, {exp(x)}), x / std::log(2.0));
  EXPECT_EQ(of(Primitive::Log10, {exp(x)}), x / std::log(10.0));
  EXPECT_EQ(of(Primitive::Sqrt, {x + y}) * rsqrt(x + y), of(1));
  EXPECT_EQ(of(Primitive::Fma, {x, y, x}), x * y + x);
  EXPECT_EQ(of(Primitive::Pow, {x, of(3)}), x * x * x);
}

TEST_F(FormFunctions, ComparisonsOfWholeNumbersAreBySigns) {
  EXPECT_EQ(isAtMost(jj, ii), isLess(jj - 1.0, ii));
  EXPECT_EQ(isAtMost(jj + 1.0, ii), isLess(jj, ii));
  auto whole = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, ScalarType::I64, ScalarType::I1);
  };
  EXPECT_EQ(whole(Primitive::Ge, ii, jj), holds);
  EXPECT_EQ(whole(Primitive::Eq, ii, jj), whole(Primitive::Eq, jj, ii));
  EXPECT_EQ(whole(Primitive::Eq, ii, jj) + whole(Primitive::Ne, ii, jj), of(1));
  // What sizes tell is known.
  EXPECT_EQ(isLess(ii, of(8)), of(1));
  EXPECT_EQ(isLess(jj, of(0)), of(0));
  EXPECT_FALSE(table.number(isLess(jj, of(8)).form).has_value());
}

TEST_F(FormFunctions, ComparisonsOfOthersKeepNaN) {
  auto lt = of(Primitive::Lt, {x, y}, ScalarType::F32, ScalarType::I1);
  EXPECT_EQ(of(Primitive::Gt, {y, x}, ScalarType::F32, ScalarType::I1), lt);
  EXPECT_FALSE((F{&table, lt.form}) ==
               of(Primitive::Le, {y, x}, ScalarType::F32, ScalarType::I1));
  EXPECT_EQ(select(lt, x, x), x);
}

TEST_F(FormFunctions, CastsThatLoseNothingAreNone) {
  auto cast = [&](F value, ScalarType from, ScalarType to) {
    return of(Primitive::Cast, {value}, from, to);
  };
  EXPECT_EQ(cast(x, ScalarType::F16, ScalarType::F32), x);
  EXPECT_FALSE(cast(x, ScalarType::F32, ScalarType::F16) == x);
  EXPECT_EQ(cast(ii, ScalarType::I64, ScalarType::F32), ii);
  EXPECT_FALSE(cast(x, ScalarType::F32, ScalarType::I32) == x);
}

TEST_F(FormFunctions, ConditionsCombine) {
  auto combine = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, ScalarType::I1, ScalarType::I1);
  };
  F near = isAtMost(ii, jj + 3.0), one = of(1);
  EXPECT_EQ(combine(Primitive::And, holds, near), holds * near);
  F neither = combine(Primitive::And, combine(Primitive::Xor, holds, one),
                      combine(Primitive::Xor, near, one));
  EXPECT_EQ(combine(Primitive::Xor, combine(Primitive::Or, holds, near), one),
            neither);
}

TEST_F(FormFunctions, WhatHasNoRuleIsAnAtom) {
  EXPECT_EQ(tanh(x + y), tanh(y + x));
  EXPECT_EQ(max(x, y), max(y, x));
  EXPECT_EQ(max(x, x), x);
  EXPECT_FALSE(tanh(x) == abs(x));
}
