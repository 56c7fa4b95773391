//===- SizeRangesTest.cpp - tests of bounds of sizes ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeRanges.h"
#include "RandomSizes.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeRangesTest, BoundsHoldAtAllSizes) {
  auto makeLines = [](SizeAlgebra &algebra) {
    Size n = algebra.symbol(0), m = algebra.symbol(1);
    return algebra.roundDown(n * (m * 4) + 63, 64);
  };
  SizeAlgebra algebra({}, {10, 3}), endless({}, {INT64_MAX, 3}),
      large({}, {INT64_MAX / 2, 3});
  Size n = algebra.symbol(0), m = algebra.symbol(1);
  EXPECT_EQ(SizeRanges(algebra.getAtoms())
                .boundAbove(algebra.max(makeLines(algebra), m)),
            128);
  EXPECT_EQ(SizeRanges(algebra.getAtoms()).boundAbove(n - m), 10);
  EXPECT_EQ(SizeRanges(endless.getAtoms())
                .boundAbove(endless.min(endless.symbol(0), 5)),
            5);
  EXPECT_EQ(SizeRanges(endless.getAtoms()).boundAbove(makeLines(endless)),
            std::nullopt);
  EXPECT_EQ(SizeRanges(large.getAtoms()).boundAbove(makeLines(large)),
            std::nullopt);
  SizeRanges ranges(algebra.getAtoms());
  EXPECT_TRUE(ranges.isNonNegative(10 - n));
  EXPECT_FALSE(ranges.isNonNegative(9 - n));
  // Atoms that are created later have ranges, too.
  EXPECT_TRUE(ranges.isNonNegative(20 - algebra.min(n, 5) * 4));
  EXPECT_FALSE(
      SizeRanges(endless.getAtoms()).isNonNegative(5 - endless.symbol(0)));
  // The range of a random size includes its value for these symbols.
  for (unsigned seed = 0; seed < 5000; ++seed) {
    RandomSizes sizes(seed);
    Size a = sizes.make(1 + seed % 5);
    const SizeAtoms &atoms = sizes.algebra.getAtoms();
    auto most = SizeRanges(atoms).boundAbove(a);
    ASSERT_TRUE(!most || *most >= atoms.estimate(a)) << seed;
    ASSERT_TRUE(!SizeRanges(atoms).isNonNegative(a) || atoms.estimate(a) >= 0)
        << seed;
  }
}

} // namespace
