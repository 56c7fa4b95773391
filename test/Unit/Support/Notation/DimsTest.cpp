//===- DimsTest.cpp - tests of named dimensions ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Dims.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

TEST(Dims, Names) {
  for (const char *name : {"batch", "_", "B2", "seq_len", "_0"})
    EXPECT_TRUE(isDimName(name)) << name;
  for (const char *name : {"", "2b", "a-b", "a b", "a.b", "\xc3\xa9"})
    EXPECT_FALSE(isDimName(name)) << name;
}

TEST(Dims, Sizes) {
  DimSize size = valueOf(parseDimSize("batch=4"));
  EXPECT_EQ(size.name, "batch");
  EXPECT_EQ(size.size, 4);
  EXPECT_EQ(valueOf(parseDimSize("*=4")).name, otherDims);
  EXPECT_EQ(valueOf(parseDimSize("n=0")).size, 0);
  EXPECT_EQ(valueOf(parseDimSize("n=007")).size, 7);
  EXPECT_EQ(valueOf(parseDimSize("n=9223372036854775807")).size, INT64_MAX);
}

TEST(Dims, SeveralSizes) {
  std::vector<std::string> texts = {"batch=4", "n=2"};
  std::vector<DimSize> sizes = valueOf(parseDimSizes(texts));
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_EQ(sizes[1].name, "n");
  EXPECT_EQ(sizes[1].size, 2);
  EXPECT_TRUE(valueOf(parseDimSizes({})).empty());
  std::vector<std::string> twice = {"n=2", "n=2"};
  EXPECT_EQ(messageOf(parseDimSizes(twice)), "n=2: n has a size already");
  std::vector<std::string> wrong = {"n=2", "m"};
  EXPECT_EQ(messageOf(parseDimSizes(wrong)), "m: 'm', column 2: expected '='");
}

TEST(Dims, Refusals) {
  const std::string number =
      "expected a size, a whole number from 0 to 2^63 - 1";
  auto ofSize = [](const char *text) { return messageOf(parseDimSize(text)); };
  EXPECT_EQ(ofSize("batch"), "'batch', column 6: expected '='");
  EXPECT_EQ(ofSize("*n=4"), "'*n=4', column 2: expected '='");
  EXPECT_EQ(ofSize("batch="), "'batch=', column 7: " + number);
  EXPECT_EQ(ofSize("batch=-1"), "'batch=-1', column 7: " + number);
  EXPECT_EQ(ofSize("batch=+1"), "'batch=+1', column 7: " + number);
  EXPECT_EQ(ofSize("batch=4x"), "'batch=4x', column 8: expected the end");
  EXPECT_EQ(ofSize("n=9223372036854775808"),
            "'n=9223372036854775808', column 3: " + number);
  EXPECT_EQ(ofSize("4=4"), "'4=4', column 1: expected a dimension's name: "
                           "letters, digits and _, not beginning with a digit");
}
