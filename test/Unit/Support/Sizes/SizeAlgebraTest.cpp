//===- SizeAlgebraTest.cpp - tests of sizes of other sizes ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeAlgebraTest, EqualSizesAreEqualHoweverTheyAreMade) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size sum = n + m, square = sum * sum;
  Size expanded = n * n + m * m + 2 * m * n;
  EXPECT_TRUE(square == expanded);
  EXPECT_TRUE(square - expanded == Size(0));
}

TEST(SizeAlgebraTest, EqualQuotientsAreEqual) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size sum = n * 6 + m + 8;
  EXPECT_TRUE(algebra.floorDivide(sum, 3) ==
              n * 2 + 2 + algebra.floorDivide(m + 2, 3));
  EXPECT_TRUE(algebra.floorDivide(-7, 3) == Size(-3));
  EXPECT_TRUE(algebra.floorDivide(n, 1) == n);
}

TEST(SizeAlgebraTest, MultiplesAreNotRounded) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  EXPECT_TRUE(algebra.roundDown(n * 128 + 63, 64) == n * 128);
  EXPECT_TRUE(algebra.roundDown(n * 128 + m * 4 - 1, 64) ==
              n * 128 - 64 + algebra.roundDown(m * 4 + 63, 64));
  Size lines = algebra.roundDown(m, 64);
  EXPECT_TRUE(algebra.roundDown(lines * n + 65, 64) == lines * n + 64);
}

// Divisors of large numbers once led to a division by 0.
TEST(SizeAlgebraTest, LargeNumbersHaveDivisors) {
  constexpr int64_t most = int64_t(1) << 32;
  SizeAlgebra algebra;
  EXPECT_EQ(algebra.getAtoms().getDivisor(INT64_MIN), most);
  Size n = algebra.symbol(0);
  Size least = n, rounded = algebra.roundDown(n, 2 * most);
  EXPECT_EQ(algebra.getAtoms().getDivisor(rounded), most);
  EXPECT_EQ(algebra.getAtoms().getDivisor(rounded * n), most);
  for (unsigned symbol = 1; symbol < 4; ++symbol) {
    Size other = algebra.symbol(symbol);
    least = algebra.max(other, algebra.max(least, INT64_MIN));
    rounded = algebra.max(other * most, rounded);
    EXPECT_EQ(algebra.getAtoms().getDivisor(least), 1);
    EXPECT_EQ(algebra.getAtoms().getDivisor(rounded), most);
  }
}

} // namespace
