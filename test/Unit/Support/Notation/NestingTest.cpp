//===- NestingTest.cpp - tests of how deep a text nests -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Nesting.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(Nesting, FindsTheFirstBracketTooDeep) {
  EXPECT_EQ(findTooDeep("((a)(b))", 2), std::nullopt);
  EXPECT_EQ(findTooDeep("((a)(b))", 1), 1u);
  EXPECT_EQ(findTooDeep("{[(<>)]}", 3), 3u);
}

TEST(Nesting, SkipsStringsAndComments) {
  EXPECT_EQ(findTooDeep("// ((((\n()", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("\"((\\\"((\"()", 1), std::nullopt);
  EXPECT_EQ(findTooDeep("\"((((", 1), std::nullopt);
}

TEST(Nesting, ArrowsAndComparisonsAreNoBrackets) {
  // The '>' of a -> does not close a bracket.
  EXPECT_EQ(findTooDeep("(-> ( -> (", 2), 9u);
  EXPECT_EQ(findTooDeep("<= <= >= (", 1), std::nullopt);
}

TEST(Nesting, SurplusClosingBracketsCountNothing) {
  EXPECT_EQ(findTooDeep(")))((", 1), 4u);
}
