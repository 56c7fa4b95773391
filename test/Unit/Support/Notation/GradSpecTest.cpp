//===- GradSpecTest.cpp - the notation of derivatives ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/GradSpec.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// The texts of what is read, or the error.
std::string read(llvm::StringRef text) {
  auto specs = parseGradSpecs(text);
  if (!specs)
    return llvm::toString(specs.takeError());
  std::string result;
  for (const GradSpec &spec : *specs)
    result += "<" + spell(spec) + ">";
  return result;
}
} // namespace

TEST(GradSpec, IsReadAndSpelled) {
  EXPECT_EQ(read(""), "<>");
  EXPECT_EQ(read("loss"), "<loss>");
  EXPECT_EQ(read(":value"), "<:value>");
  EXPECT_EQ(read("f:mode=vjp"), "<f>");
  EXPECT_EQ(read("f:value:wrt=0,layer1.*,w?:mode=jvp;g"),
            "<f:wrt=0,layer1.*,w?:value:mode=jvp><g>");
  EXPECT_EQ(read("f:of=2,0:value"), "<f:of=2,0:value>");
}

TEST(GradSpec, NumbersAreArguments) {
  auto by = (*parseGradSpecs("f:wrt=007,7a,a7"))[0].by;
  EXPECT_EQ(std::get<unsigned>((*by)[0]), 7u);
  EXPECT_EQ(std::get<std::string>((*by)[1]), "7a");
  EXPECT_EQ(std::get<std::string>((*by)[2]), "a7");
}

TEST(GradSpec, ErrorsNameTheColumn) {
  EXPECT_EQ(read("f:wrt="), "'f:wrt=', column 7: expected an argument's number "
                            "or a parameter's name");
  EXPECT_EQ(read("f:wrt=1,,2"), "'f:wrt=1,,2', column 9: expected an "
                                "argument's number or a parameter's name");
  EXPECT_EQ(read("f:wrt=4294967296"), "'f:wrt=4294967296', column 7: expected "
                                      "an argument's number, less than 2^32");
  EXPECT_EQ(read("f:of=0,"), "'f:of=0,', column 8: expected a result's number, "
                             "less than 2^32");
  EXPECT_EQ(read("f:of=0:of=1"), "'f:of=0:of=1', column 8: of is given twice");
  EXPECT_EQ(read("f:mode=rev"), "'f:mode=rev', column 8: expected vjp or jvp");
  EXPECT_EQ(read("f:"),
            "'f:', column 3: expected wrt=..., of=..., value or mode=...");
  EXPECT_EQ(
      read("f: value"),
      "'f: value', column 3: expected wrt=..., of=..., value or mode=...");
  EXPECT_EQ(read("g;f:value:value"),
            "'g;f:value:value', column 11: value is given twice");
  EXPECT_EQ(read("f:wrt=0:wrt=1"),
            "'f:wrt=0:wrt=1', column 9: wrt is given twice");
  EXPECT_EQ(read("f:mode=vjp:mode=jvp"),
            "'f:mode=vjp:mode=jvp', column 12: mode is given twice");
}

TEST(GradSpec, Patterns) {
  EXPECT_TRUE(matchesPattern("w1", "w1"));
  EXPECT_FALSE(matchesPattern("w1", "w12"));
  EXPECT_FALSE(matchesPattern("w12", "w1"));
  EXPECT_TRUE(matchesPattern("*", ""));
  EXPECT_TRUE(matchesPattern("layer?.*.w", "layer1.attention.q.w"));
  EXPECT_FALSE(matchesPattern("layer?.*.w", "layer10.attention.q.w"));
  EXPECT_TRUE(matchesPattern("*a*b", "xaabab"));
  EXPECT_FALSE(matchesPattern("?", ""));
  EXPECT_FALSE(
      matchesPattern(std::string(50, '*') + "b", std::string(100000, 'a')));
}
