//===- GroupKeysTest.cpp - which ops are the same -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/GroupKeys.h"
#include "AnalysisTest.h"

using namespace ag;
using namespace mlir;

namespace {
class GroupKeysTest : public AnalysisTest {
protected:
  /// Returns the key of two adjacent ops of a function, starting at op `first`.
  /// The second op's result is used outside of the pair.
  std::optional<GroupKey> keyOf(unsigned first) {
    ArrayRef<const StatedOp *> pair = ArrayRef(all).slice(first, 2);
    return GroupKeys().find(pair, pair.back()->op->getResults());
  }

  /// Returns true if two bodies have equal keys. Each defines %y and %z.
  bool areSame(StringRef one, StringRef other) {
    StringRef begin = "(%x: tensor<4x4xf32>, %v: tensor<4x4xf32>, "
                      "%k: tensor<4x?xf32>) -> tensor<4x4xf32> {\n";
    StringRef end = "\nreturn %z : tensor<4x4xf32>\n}";
    parse((begin + one + end).str());
    std::optional<GroupKey> first = keyOf(0);
    OwningOpRef<ModuleOp> kept = std::move(module);
    parse((begin + other + end).str());
    return first && first == keyOf(0);
  }
};
} // namespace

TEST_F(GroupKeysTest, LayersAreTheSame) {
  parse(R"((%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
    %a = ag.exp %x : tensor<4x4xf32>
    %b = ag.mul %a, %w : tensor<4x4xf32>
    %c = ag.exp %b : tensor<4x4xf32>
    %d = ag.mul %c, %w : tensor<4x4xf32>
    return %d : tensor<4x4xf32>
  })");
  EXPECT_TRUE(keyOf(0));
  EXPECT_EQ(keyOf(0), keyOf(2));
  EXPECT_NE(keyOf(0), keyOf(1));
}

TEST_F(GroupKeysTest, WhatIsReadTellsThemApart) {
  constexpr StringLiteral two = R"(%y = ag.exp %x : tensor<4x4xf32>
    %z = ag.mul %y, %x : tensor<4x4xf32>)";
  EXPECT_TRUE(areSame(two, two));
  EXPECT_TRUE(areSame(two, R"(%y = ag.exp %v : tensor<4x4xf32>
    %z = ag.mul %y, %v : tensor<4x4xf32>)"));
  for (StringRef other : {R"(%y = ag.exp %x : tensor<4x4xf32>
    %z = ag.mul %y, %v : tensor<4x4xf32>)",
                          R"(%y = ag.exp %x : tensor<4x4xf32>
    %z = ag.mul %x, %y : tensor<4x4xf32>)",
                          R"(%y = ag.tanh %x : tensor<4x4xf32>
    %z = ag.mul %y, %x : tensor<4x4xf32>)"})
    EXPECT_FALSE(areSame(two, other)) << other.str();
}

TEST_F(GroupKeysTest, AttributesAndConstantsTellThemApart) {
  auto make = [](StringRef number, StringRef dimension) {
    return ("%s = arith.constant dense<" + number +
            "> : tensor<f32>\n"
            "%m = ag.reduce sum %x [" +
            dimension +
            "] : tensor<4x4xf32> -> tensor<4xf32>\n"
            "%z = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x4xf32>")
        .str();
  };
  EXPECT_TRUE(areSame(make("1.0", "1"), make("1.0", "1")));
  EXPECT_FALSE(areSame(make("1.0", "1"), make("1.0", "0")));
  auto add = [](StringRef number) {
    return ("%s = arith.constant dense<" + number +
            "> : tensor<4x4xf32>\n"
            "%y = ag.exp %x : tensor<4x4xf32>\n"
            "%z = ag.add %y, %s : tensor<4x4xf32>")
        .str();
  };
  EXPECT_TRUE(areSame(add("1.0"), add("1.0")));
  EXPECT_FALSE(areSame(add("1.0"), add("2.0")));
}

TEST_F(GroupKeysTest, SizesThatTypesDoNotTellCountIfAskedFor) {
  parse(R"((%k: tensor<4x?xf32>, %l: tensor<4x?xf32>) -> tensor<4x?xf32> {
    %a = ag.exp %k : tensor<4x?xf32>
    %b = ag.tanh %a : tensor<4x?xf32>
    %c = ag.exp %l : tensor<4x?xf32>
    %d = ag.tanh %c : tensor<4x?xf32>
    %e = ag.add %b, %d : tensor<4x?xf32>
    return %e : tensor<4x?xf32>
  })");
  EXPECT_TRUE(keyOf(0));
  EXPECT_EQ(keyOf(0), keyOf(2));
  auto keyWith = [&](unsigned first, int64_t size) {
    ArrayRef<const StatedOp *> pair = ArrayRef(all).slice(first, 2);
    return GroupKeys([&](Value, int64_t) { return size; })
        .find(pair, pair.back()->op->getResults());
  };
  EXPECT_EQ(keyWith(0, 3), keyWith(2, 3));
  EXPECT_NE(keyWith(0, 3), keyWith(2, 5));
}
