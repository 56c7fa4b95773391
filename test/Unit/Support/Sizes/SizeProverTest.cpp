//===- SizeProverTest.cpp - tests of what holds between sizes -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeProver.h"
#include "RandomSizes.h"
#include "ag/Support/Sizes/SizeOperands.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeProverTest, AMaximumIsAtLeastItsOperands) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size greater = algebra.max(algebra.max(n, m), n + 64);
  EXPECT_TRUE(prover.isAtLeast(greater, n));
  EXPECT_TRUE(prover.isAtLeast(greater, m));
  EXPECT_TRUE(prover.isAtLeast(greater, n + 64));
  EXPECT_FALSE(prover.isAtLeast(greater, m + 1));
  EXPECT_FALSE(prover.isAtLeast(n, m));
}

TEST(SizeProverTest, RoundingDownLosesLessThanTheMultiple) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size bytes = 4 * algebra.symbol(0);
  Size lines = algebra.roundDown(bytes + 63, 64);
  EXPECT_TRUE(prover.isAtLeast(lines, bytes));
  EXPECT_TRUE(prover.isAtLeast(bytes + 63, lines));
  EXPECT_FALSE(prover.isAtLeast(lines, bytes + 1));
  EXPECT_EQ(algebra.getAtoms().getDivisor(lines), 64);
  EXPECT_EQ(algebra.getAtoms().getDivisor(lines * 2), 128);
  EXPECT_EQ(algebra.getAtoms().getDivisor(bytes), 4);
}

TEST(SizeProverTest, UnknownNumbersAreInsideOfTheirBounds) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  Size index = algebra.unknown({7}, 0, n - 1);
  Size rest = n - index;
  EXPECT_TRUE(prover.isAtLeast(n, rest));
  EXPECT_TRUE(prover.isAtLeast(rest, 1));
  EXPECT_FALSE(prover.isAtLeast(rest, 2));
  EXPECT_TRUE(
      *replaceByBound(algebra.getAtoms(), rest, index, /*isUpper=*/true) == n);
  EXPECT_FALSE(replaceByBound(algebra.getAtoms(), algebra.unknown({8}, {}, {}),
                              algebra.unknown({8}, {}, {}), true));
}

TEST(SizeProverTest, EmptyRangesRefuteNothing) {
  // At n = 64, the index has no values, and the reserved size is 0.
  SizeAlgebra algebra({64});
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), begin = algebra.roundDown(n, 64);
  Size index = algebra.unknown({7}, begin, n - 1);
  Size reserved = n - begin;
  EXPECT_EQ(algebra.getAtoms().estimate(reserved), 0);
  EXPECT_EQ(algebra.getAtoms().estimate(n - index), 1);
  EXPECT_TRUE(prover.isAtLeast(reserved, n - index));
}

TEST(SizeProverTest, WhatIsLeftOfASizeIsNotNegative) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  Size first = algebra.min(n, 3), rest = n - first;
  EXPECT_TRUE(prover.isAtLeast(rest, 0));
  EXPECT_TRUE(prover.isAtLeast(n, rest));
  EXPECT_TRUE(prover.isAtLeast(rest, n - 3));
  EXPECT_FALSE(prover.isAtLeast(rest, 1));
  EXPECT_FALSE(prover.isAtLeast(n - 3, rest));
  Size clamped = algebra.max(n - 3, 0);
  EXPECT_TRUE(prover.isAtLeast(n, clamped));
  EXPECT_TRUE(prover.isAtLeast(clamped, rest));
  EXPECT_TRUE(prover.isAtLeast(rest, clamped));
  EXPECT_FALSE(prover.isAtLeast(n - 1, clamped));
}

TEST(SizeProverTest, AQuotientIsAtMostWhatIsDivided) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  Size third = algebra.floorDivide(n, 3);
  Size whole = third * 3, left = n - whole;
  EXPECT_TRUE(prover.isAtLeast(third, 0));
  EXPECT_TRUE(prover.isAtLeast(n, third));
  EXPECT_TRUE(prover.isAtLeast(n, whole));
  EXPECT_TRUE(prover.isAtLeast(left, 0));
  EXPECT_TRUE(prover.isAtLeast(2, left));
  EXPECT_FALSE(prover.isAtLeast(1, left));
  EXPECT_FALSE(prover.isAtLeast(left, 1));
  EXPECT_FALSE(prover.isAtLeast(whole, n));
  EXPECT_FALSE(prover.isAtLeast(whole, n - 1));
  EXPECT_FALSE(prover.isAtLeast(third, 1));
  Size up = algebra.floorDivide(n + 2, 3);
  EXPECT_TRUE(prover.isAtLeast(up * 3, n));
  EXPECT_TRUE(prover.isAtLeast(up, third));
  EXPECT_FALSE(prover.isAtLeast(third, up));
  EXPECT_FALSE(prover.isAtLeast(n, up * 3));
}

TEST(SizeProverTest, QuotientsAndRoundedSizesGrowWithWhatIsInside) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  Size index = algebra.unknown({7}, 0, n);
  Size tile = algebra.min(index, n), third = algebra.floorDivide(n, 3);
  EXPECT_TRUE(prover.isAtLeast(third, algebra.floorDivide(tile, 3)));
  EXPECT_TRUE(prover.isAtLeast(third, algebra.floorDivide(index, 3)));
  EXPECT_FALSE(prover.isAtLeast(algebra.floorDivide(index, 3), third));
  EXPECT_FALSE(prover.isAtLeast(algebra.floorDivide(n - 1, 3),
                                algebra.floorDivide(tile, 3)));
  EXPECT_TRUE(
      prover.isAtLeast(algebra.roundDown(n, 8), algebra.roundDown(tile, 8)));
  EXPECT_FALSE(
      prover.isAtLeast(algebra.roundDown(tile, 8), algebra.roundDown(n, 8)));
}

TEST(SizeProverTest, NothingIsKnownOfWhatIsTooLarge) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  Size large = n * INT64_MAX * 2;
  EXPECT_FALSE(prover.isAtLeast(large, 0));
  EXPECT_FALSE(prover.isAtLeast(large, large));
}

// Written in a row, 0 and u + 3 have the same terms as 1 and u, unless it is
// known where each operand ends.
TEST(SizeProverTest, OneChoiceIsNotTakenForAnother) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size u = algebra.unknown({7}, {}, {});
  Size a = algebra.max(0, u + 3), b = algebra.max(1, u);
  EXPECT_FALSE(a == b);
  EXPECT_FALSE(prover.isAtLeast(b, a));
}

// Each maximum is in both operands of the next one, as in a stack of buffers.
// There are 2^100 paths.
TEST(SizeProverTest, LongChainsAreLookedAtOnce) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), m = algebra.symbol(1), top = n;
  for (unsigned depth = 0; depth < 100; ++depth)
    top = algebra.max(top + n, top + m);
  EXPECT_TRUE(algebra.getAtoms().isExact(top));
  EXPECT_FALSE(algebra.getAtoms().isExact(top + algebra.unknown({7}, 0, n)));
  EXPECT_TRUE(prover.isAtLeast(top, n));
}

TEST(SizeProverTest, QuotientsBySizesAreAtMostWhatIsDivided) {
  SizeAlgebra algebra({5, 3});
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), m = algebra.symbol(1) + 1;
  Size down = algebra.divide(n, m, /*isUp=*/false);
  Size up = algebra.divide(n, m, /*isUp=*/true);
  EXPECT_EQ(algebra.getAtoms().estimate(down), 1);
  EXPECT_EQ(algebra.getAtoms().estimate(up), 2);
  EXPECT_TRUE(prover.isAtLeast(n, up));
  EXPECT_TRUE(prover.isAtLeast(down, 0));
  EXPECT_FALSE(prover.isAtLeast(down, 1));
  EXPECT_FALSE(down == up);
  EXPECT_TRUE(down == algebra.divide(n, m, /*isUp=*/false));
  // A proof knows the bounds of a quotient, not its value.
  EXPECT_FALSE(algebra.getAtoms().isExact(down));
}

TEST(SizeProverTest, WhatIsProvedHolds) {
  unsigned proved = 0;
  for (unsigned seed = 0; seed < 20000; ++seed) {
    RandomSizes sizes(seed);
    SizeProver prover(sizes.algebra);
    Size a = sizes.make(1 + seed % 5), b = sizes.make(1 + seed % 3);
    if (!prover.isAtLeast(a, b))
      continue;
    ++proved;
    ASSERT_GE(sizes.algebra.getAtoms().estimate(a),
              sizes.algebra.getAtoms().estimate(b))
        << seed;
  }
  EXPECT_GT(proved, 2000U);
}

TEST(SizeProverTest, RoundedProductsOfRestsAreBelowTheirBounds) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  auto makeRest = [&](unsigned symbol) {
    Size n = algebra.symbol(symbol);
    Size begin = algebra.floorDivide(n, 64) * 64;
    Size index = algebra.unknown({int64_t(symbol) + 7}, begin, n - 1);
    return algebra.min(n - index, 63);
  };
  Size one = makeRest(0), other = makeRest(1);
  Size area = algebra.max(one, 0) * algebra.max(other, 0);
  Size bytes = 4 * area;
  EXPECT_TRUE(prover.isAtLeast(15936, algebra.roundDown(bytes + 63, 64)));
}

/// The number of paths to a size doubles with each maximum, and so do the
/// numbers that are added on them.
TEST(SizeProverTest, SumsOnTheWaysToASizeAreLookedAtOnce) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0);
  constexpr int64_t count = 60;
  std::vector<Size> starts = {n};
  for (int64_t k = 0; k < count; ++k) {
    Size below = starts.back() + (int64_t(1) << k);
    Size beside = starts[starts.size() < 2 ? 0 : k - 1] + k;
    starts.push_back(algebra.max(below, beside));
  }
  int64_t visited = 0;
  visitOperands(algebra.getAtoms(), starts.back(), [&](const Size &) {
    ++visited;
    return false;
  });
  EXPECT_LE(visited, count + 1);
  Size greatest = n + ((int64_t(1) << count) - 1);
  EXPECT_TRUE(prover.isAtLeast(starts.back(), greatest));
  EXPECT_TRUE(prover.isAtLeast(starts.back(), starts[1] + 1));
  // A visit up to an operand looks only at the sizes between.
  int64_t between = 0;
  visitOperands(
      algebra.getAtoms(), starts.back(),
      [&](const Size &) {
        ++between;
        return false;
      },
      &starts[count - 2]);
  EXPECT_LE(between, 4);
}

TEST(SizeProverTest, SymbolsHaveUpperBounds) {
  // A tile has at most 2 n - 1 rows, which is at most 31.
  SizeAlgebra algebra({}, {15, INT64_MAX});
  SizeProver prover(algebra);
  Size n = algebra.symbol(0) + 1, m = algebra.symbol(1);
  Size rows = 2 * n;
  Size index = algebra.unknown({7}, 1, rows - 1);
  Size tile = algebra.min(rows - index, 63);
  EXPECT_TRUE(prover.isAtLeast(31, tile));
  EXPECT_FALSE(prover.isAtLeast(30, tile));
  EXPECT_TRUE(prover.isAtLeast(31 * m, algebra.max(tile, 0) * m));
  EXPECT_FALSE(prover.isAtLeast(INT64_MAX, m));
}

/// The tile's offset, and the offset after it, are above many other buffers.
TEST(SizeProverTest, SmallDifferencesBehindLargeSizesAreProved) {
  SizeAlgebra algebra({}, {15, 127});
  SizeProver prover(algebra);
  Size n = algebra.symbol(0) + 1, m = algebra.symbol(1);
  auto addPlaces = [&](Size size, int64_t first) {
    Size other = 0;
    for (int64_t k = first; k < first + 100; ++k) {
      Size area = (k % 2 ? n : m) * (k % 3 ? n : m);
      Size lines = algebra.roundDown(area * (4 * k) + 63, 64);
      other = algebra.max(area * k, other + lines);
      size = algebra.max(other, size + lines);
    }
    return size;
  };
  Size start = addPlaces(0, 1);
  Size rows = 2 * n;
  Size index = algebra.unknown({7}, algebra.floorDivide(rows, 3), rows - 1);
  Size tile = algebra.max(algebra.min(rows - index, 63), 0);
  Size end = start + tile * m;
  auto makeNext = [&](int64_t most) {
    return addPlaces(start + m * most, 101);
  };
  EXPECT_TRUE(prover.isAtLeast(makeNext(32), end));
  EXPECT_FALSE(prover.isAtLeast(start + m * 3, end));
}

/// A buffer of the columns that a mask leaves to rows i to i + 63, and the
/// memory that a thread has for any i.
TEST(SizeProverTest, IterationsAreComparedWithWhatIsAllocatedBefore) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size whole = algebra.roundDown(n, 64);
  Size index = algebra.unknown({7}, whole, n - 1);
  Size rows = algebra.max(algebra.min(n - index, 63), 0);
  auto columnsFrom = [&](const Size &first) {
    return m - algebra.min(algebra.roundDown(first, 64), m);
  };
  auto linesOf = [&](const Size &bytes) {
    return algebra.roundDown(bytes + 63, 64);
  };
  Size lines = linesOf(rows * algebra.max(columnsFrom(index), 0) * 2);
  EXPECT_TRUE(prover.isAtLeast(linesOf(columnsFrom(whole) * 126), lines));
  EXPECT_FALSE(prover.isAtLeast(linesOf(columnsFrom(whole) * 124), lines));
  EXPECT_FALSE(prover.isAtLeast(linesOf(columnsFrom(n + 64) * 126), lines));
}

TEST(SizeProverTest, SignsAreProvedOnce) {
  SizeAlgebra algebra;
  SizeProver prover(algebra);
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  Size lines = algebra.roundDown((m - algebra.min(n, m)) * 4 + 63, 64);
  Size other = algebra.roundDown((m - n) * 4, 64);
  EXPECT_FALSE(algebra.getAtoms().isPlainlyNonNegative(lines));
  prover.proveSigns(lines + other);
  EXPECT_TRUE(algebra.getAtoms().isPlainlyNonNegative(lines));
  EXPECT_FALSE(algebra.getAtoms().isPlainlyNonNegative(other));
}

} // namespace
