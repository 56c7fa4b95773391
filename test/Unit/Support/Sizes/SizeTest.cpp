//===- SizeTest.cpp - tests of sizes as polynomials -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/Size.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {

TEST(SizeTest, SumsAndProductsAreSortedByTheirAtoms) {
  Size x = Size::ofAtom(0), y = Size::ofAtom(1);
  Size a = (y + 2) * (3 * x - y), b = 3 * x * y - y * y - 2 * y + 6 * x;
  EXPECT_TRUE(a == b);
  ASSERT_EQ(a.getTerms().size(), 4U);
  EXPECT_TRUE(a.getTerms()[0] == (Size::Term{{0}, 6}));
  EXPECT_TRUE(a.getTerms()[1] == (Size::Term{{0, 1}, 3}));
  EXPECT_TRUE(a.getTerms()[2] == (Size::Term{{1}, -2}));
  EXPECT_TRUE(a.getTerms()[3] == (Size::Term{{1, 1}, -1}));
  EXPECT_TRUE(a - b == Size(0));
}

TEST(SizeTest, OnlyConstantsAreNumbers) {
  Size x = Size::ofAtom(0);
  EXPECT_EQ(Size().getNumber(), 0);
  EXPECT_EQ((Size(4) * 5 - 27).getNumber(), -7);
  EXPECT_EQ((x - x + 3).getNumber(), 3);
  EXPECT_EQ(x.getNumber(), std::nullopt);
  EXPECT_EQ((x + 1).getNumber(), std::nullopt);
}

TEST(SizeTest, OverflowSpreads) {
  Size x = Size::ofAtom(0), large = Size(INT64_MAX) + 1;
  EXPECT_FALSE(Size(INT64_MAX).isTooLarge());
  EXPECT_TRUE(large.isTooLarge());
  EXPECT_TRUE((INT64_MAX * x * 2).isTooLarge());
  EXPECT_TRUE((x - Size(INT64_MIN)).isTooLarge());
  EXPECT_TRUE((x + large).isTooLarge());
  EXPECT_TRUE((x * large).isTooLarge());
  EXPECT_TRUE((0 * large).isTooLarge());
  EXPECT_EQ(large.getNumber(), std::nullopt);
}

// Without the counts of terms and factors, a sum of two terms would have the
// codes of two sizes in a row.
TEST(SizeTest, CodesMarkTheirEnds) {
  Size x = Size::ofAtom(1);
  auto encode = [](const Size &one, const Size &other) {
    std::vector<int64_t> code = one.encode(), more = other.encode();
    code.insert(code.end(), more.begin(), more.end());
    return code;
  };
  EXPECT_EQ(x.encode(), (x + 1 - 1).encode());
  EXPECT_NE(encode(x + 1, 0), encode(x, 1));
  EXPECT_NE(encode(x * x, 0), encode(x, x));
  EXPECT_NE(Size(0).encode(), (Size(INT64_MAX) + INT64_MAX).encode());
}

TEST(SizeTest, TheConstantIsSplitFromTheCode) {
  Size x = Size::ofAtom(0);
  EXPECT_EQ((2 * x - 5).splitNumber(),
            std::pair((2 * x).encode(), int64_t(-5)));
  EXPECT_EQ((2 * x).splitNumber(), std::pair((2 * x).encode(), int64_t(0)));
  EXPECT_EQ(Size(7).splitNumber(), std::pair(Size(0).encode(), int64_t(7)));
}

} // namespace
