//===- UnknownBoundsTest.cpp - tests of bounds without unknown numbers ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/UnknownBounds.h"
#include "RandomSizes.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(UnknownBoundsTest, UnknownNumbersAreReplaced) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size index = algebra.unknown({7}, 0, n - 1);
  UnknownBounds bounds(algebra, 0);
  Size columns = algebra.min(index + 64, m);
  EXPECT_TRUE(bounds.bound(columns, true) == algebra.min(n + 63, m));
  EXPECT_TRUE(bounds.bound(columns, false) == algebra.min(64, m));
  EXPECT_TRUE(bounds.bound(n - index, true) == n);
  EXPECT_TRUE(bounds.bound(n - index, false) == Size(1));
  EXPECT_TRUE(bounds.bound(algebra.roundDown(index, 8), true) ==
              algebra.roundDown(n - 1, 8));
  EXPECT_TRUE(bounds.bound(n - m, true) == n - m);
}

TEST(UnknownBoundsTest, WhatHasNoBoundIsKept) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size index = algebra.unknown({7}, 0, n), below = algebra.unknown({8}, {}, n);
  UnknownBounds bounds(algebra, 0), keeping(algebra, algebra.max(index, m));
  EXPECT_TRUE(bounds.bound(below, false) == below);
  EXPECT_TRUE(bounds.bound(below, true) == n);
  // The product of m and a number that may be negative is no bound.
  EXPECT_TRUE(bounds.bound(below * m, true) == below * m);
  EXPECT_TRUE(keeping.bound(index + below, true) == index + n);
}

TEST(UnknownBoundsTest, FactorsAreReplacedByNumbers) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size index = algebra.unknown({7}, 0, n);
  Size rows = algebra.max(algebra.min(n - index, 64), 0);
  UnknownBounds bounds(algebra, 0);
  EXPECT_TRUE(bounds.bound(rows * m, true) == m * 64);
}

/// Estimates are values of the symbols, and the upper bounds of other numbers.
TEST(UnknownBoundsTest, BoundsHoldAtAllSizes) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    RandomSizes sizes(seed);
    Size upper = sizes.make(seed % 3);
    Size lower = sizes.algebra.min(upper, sizes.make(seed % 2));
    sizes.other = sizes.algebra.unknown({7}, lower, upper);
    Size a = sizes.make(1 + seed % 5);
    const SizeAtoms &atoms = sizes.algebra.getAtoms();
    int64_t value = atoms.estimate(a);
    UnknownBounds bounds(sizes.algebra, sizes.pick(4) == 0 ? a : Size(0));
    ASSERT_GE(atoms.estimate(bounds.bound(a, true)), value) << seed;
    ASSERT_LE(atoms.estimate(bounds.bound(a, false)), value) << seed;
  }
}

} // namespace
