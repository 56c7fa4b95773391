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
/// Parses a text and spells the specs, or returns the error.
std::string readSpec(llvm::StringRef text) {
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
  EXPECT_EQ(readSpec(""), "<>");
  EXPECT_EQ(readSpec("loss"), "<loss>");
  EXPECT_EQ(readSpec(":value"), "<:value>");
  EXPECT_EQ(readSpec("f:mode=vjp"), "<f>");
  EXPECT_EQ(readSpec("f:value:wrt=0,layer1.*,w?:mode=jvp;g"),
            "<f:wrt=0,layer1.*,w?:value:mode=jvp><g>");
  EXPECT_EQ(readSpec("f:of=2,0:value"), "<f:of=2,0:value>");
}

TEST(GradSpec, NumbersAreArguments) {
  auto by = (*parseGradSpecs("f:wrt=007,7a,a7"))[0].by;
  EXPECT_EQ(std::get<unsigned>((*by)[0]), 7u);
  EXPECT_EQ(std::get<std::string>((*by)[1]), "7a");
  EXPECT_EQ(std::get<std::string>((*by)[2]), "a7");
}

TEST(GradSpec, ErrorsNameTheColumn) {
  EXPECT_EQ(readSpec("f:wrt="),
            "'f:wrt=', column 7: expected an argument's number, "
            "or the name of one or of a parameter");
  EXPECT_EQ(readSpec("f:wrt=1,,2"),
            "'f:wrt=1,,2', column 9: expected an "
            "argument's number, or the name of one or of a "
            "parameter");
  EXPECT_EQ(readSpec("f:wrt=4294967296"),
            "'f:wrt=4294967296', column 7: expected "
            "an argument's number, less than 2^32");
  EXPECT_EQ(readSpec("f:of=0,"),
            "'f:of=0,', column 8: expected a result's number, "
            "less than 2^32");
  EXPECT_EQ(readSpec("f:of=0:of=1"),
            "'f:of=0:of=1', column 8: of is given twice");
  EXPECT_EQ(readSpec("f:wrt=x,w[1"), "'f:wrt=x,w[1', column 9: invalid glob "
                                     "pattern, unmatched '['");
  EXPECT_EQ(readSpec("f:mode=rev"),
            "'f:mode=rev', column 8: expected vjp or jvp");
  EXPECT_EQ(readSpec("f:"),
            "'f:', column 3: expected wrt=..., of=..., value or mode=...");
  EXPECT_EQ(
      readSpec("f: value"),
      "'f: value', column 3: expected wrt=..., of=..., value or mode=...");
  EXPECT_EQ(readSpec("g;f:value:value"),
            "'g;f:value:value', column 11: value is given twice");
  EXPECT_EQ(readSpec("f:wrt=0:wrt=1"),
            "'f:wrt=0:wrt=1', column 9: wrt is given twice");
  EXPECT_EQ(readSpec("f:mode=vjp:mode=jvp"),
            "'f:mode=vjp:mode=jvp', column 12: mode is given twice");
}

TEST(GradSpec, Patterns) {
  auto matches = [](const char *pattern, llvm::StringRef name) {
    EXPECT_EQ(meansArgument(pattern, 0, name), meansParameter(pattern, name));
    return meansParameter(pattern, name);
  };
  EXPECT_TRUE(matches("w1", "w1"));
  EXPECT_FALSE(matches("w1", "w12"));
  EXPECT_TRUE(matches("layer?.*.w", "layer1.attention.q.w"));
  EXPECT_FALSE(matches("layer?.*.w", "layer10.attention.q.w"));
  EXPECT_TRUE(matches("layer[1-3].w", "layer2.w"));
  EXPECT_TRUE(matches("layers\\[0]", "layers[0]"));
  EXPECT_FALSE(meansArgument("*", 0, ""));
  EXPECT_TRUE(meansArgument(2u, 2, "x"));
  EXPECT_FALSE(meansParameter(2u, "2"));
  std::string stars = std::string(50, '*') + "b";
  EXPECT_FALSE(meansParameter(stars, std::string(100000, 'a')));
}
