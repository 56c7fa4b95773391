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
  EXPECT_EQ(boundAbove(algebra.getAtoms(), algebra.max(makeLines(algebra), m)),
            128);
  EXPECT_EQ(boundAbove(algebra.getAtoms(), n - m), 10);
  EXPECT_EQ(boundAbove(endless.getAtoms(), endless.min(endless.symbol(0), 5)),
            5);
  EXPECT_EQ(boundAbove(endless.getAtoms(), makeLines(endless)), std::nullopt);
  EXPECT_EQ(boundAbove(large.getAtoms(), makeLines(large)), std::nullopt);
  // The bound of a random size is at least its value for these symbols.
  for (unsigned seed = 0; seed < 5000; ++seed) {
    RandomSizes sizes(seed);
    Size a = sizes.make(1 + seed % 5);
    auto most = boundAbove(sizes.algebra.getAtoms(), a);
    ASSERT_TRUE(!most || *most >= sizes.algebra.getAtoms().estimate(a)) << seed;
  }
}

} // namespace
