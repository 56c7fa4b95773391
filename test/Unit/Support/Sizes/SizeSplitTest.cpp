//===- SizeSplitTest.cpp - tests of sizes split at an atom ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeSplit.h"
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeSplitTest, ASizeIsSplitAtAnAtom) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  unsigned atom = n.getTerms().front().factors.front();
  Size a = 3 * n * m + n + m - 4;
  auto split = splitSize(algebra.getAtoms(), a, atom);
  ASSERT_TRUE(split);
  EXPECT_TRUE(split->factor == 3 * m + 1);
  EXPECT_TRUE(split->rest == m - 4);
  EXPECT_TRUE(split->isPositive);
  EXPECT_TRUE(split->join(n) == a);
  EXPECT_TRUE(split->join(2) == 7 * m - 2);
  // A power keeps the others of its factors.
  split = splitSize(algebra.getAtoms(), m - 2 * n * n, atom);
  ASSERT_TRUE(split);
  EXPECT_TRUE(split->factor == -2 * n);
  EXPECT_FALSE(split->isPositive);
}

TEST(SizeSplitTest, TheSignOfTheFactorHasToBeKnown) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size any = algebra.unknown({7}, {}, {});
  unsigned atom = n.getTerms().front().factors.front();
  EXPECT_FALSE(splitSize(algebra.getAtoms(), n * m - n, atom));
  EXPECT_FALSE(splitSize(algebra.getAtoms(), n * any, atom));
  EXPECT_FALSE(splitSize(algebra.getAtoms(), m, atom));
}

TEST(SizeSplitTest, BoundsReplaceANumberAsItsSignSays) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), index = algebra.unknown({7}, 2, n);
  auto bound = [&](const Size &a, bool isUpper) {
    return replaceByBound(algebra.getAtoms(), a, index, isUpper);
  };
  EXPECT_TRUE(bound(3 * index + 1, /*isUpper=*/true) == 3 * n + 1);
  EXPECT_TRUE(bound(3 * index + 1, /*isUpper=*/false) == Size(7));
  EXPECT_TRUE(bound(n - index, /*isUpper=*/true) == n - 2);
  EXPECT_TRUE(bound(index * index, /*isUpper=*/true) == n * n);
  EXPECT_TRUE(bound(n, /*isUpper=*/true) == n);
  EXPECT_FALSE(bound(n * index - index, /*isUpper=*/true));
  Size endless = algebra.unknown({8}, 0, {});
  EXPECT_FALSE(replaceByBound(algebra.getAtoms(), endless, endless,
                              /*isUpper=*/true));
}

TEST(SizeSplitTest, OnlyLinearSizesHaveASlope) {
  SizeAlgebra algebra;
  Size n = algebra.symbol(0), index = algebra.unknown({7}, 0, n);
  auto find = [&](const Size &a) {
    return findSlope(algebra.getAtoms(), a, index);
  };
  EXPECT_TRUE(find(4 * n * index + n - 1) == 4 * n);
  EXPECT_TRUE(find(n) == Size(0));
  EXPECT_FALSE(find(index * index));
  EXPECT_FALSE(find(n * index - index));
  EXPECT_FALSE(find(index + INT64_MAX * n * 2));
}

} // namespace
