//===- FormCoefficientsTest.cpp - numbers of forms ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormCoefficients.h"
#include "Numbers.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {} // namespace

TEST(FormCoefficients, FirstOfRoundedNumbersStandsForTheOthers) {
  FormCoefficients coefficients(tolerance);
  EXPECT_EQ(coefficients.settle(0.3), 0.3);
  EXPECT_EQ(coefficients.settle(0.1 + 0.2), 0.3);
  EXPECT_EQ(coefficients.settle(double(0.3f)), 0.3);
  EXPECT_EQ(coefficients.settle(0.31), 0.31);
  EXPECT_EQ(coefficients.settle(-0.3), -0.3);
  EXPECT_EQ(coefficients.settle(double(-0.3f)), -0.3);
}

TEST(FormCoefficients, IntegersAreExact) {
  FormCoefficients coefficients(tolerance);
  EXPECT_EQ(coefficients.settle(1 / double(1 / 72.0f)), 72.0);
  EXPECT_EQ(coefficients.settle(100000001.0), 100000001.0);
  EXPECT_EQ(coefficients.settle(100000002.0), 100000002.0);
  // No number but 0 itself is rounded to 0.
  EXPECT_EQ(coefficients.settle(1e-30), 1e-30);
}

TEST(FormCoefficients, SumsCancelUpToRounding) {
  const FormCoefficients coefficients(tolerance);
  EXPECT_EQ(coefficients.add(0.25, 0.5), 0.75);
  EXPECT_EQ(coefficients.add(double(0.1f), -0.1), 0.0);
  EXPECT_EQ(coefficients.add(100000001.0, -100000002.0), -1.0);
}
