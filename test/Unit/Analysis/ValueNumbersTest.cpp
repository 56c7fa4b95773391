//===- ValueNumbersTest.cpp - equal and unequal values --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "AnalysisTest.h"

using namespace ag;
using namespace mlir;

namespace {
class ValueNumbersTest : public AnalysisTest {
protected:
  /// Returns true if %a and %b have equal numbers. The ops of `text` define
  /// them last, in this order, and may use %x, %y and %i.
  bool areEqual(StringRef text, Barriers barriers = Barriers::Apart) {
    parse(("(%x: tensor<4xf32>, %y: tensor<4xf32>, %i: index) {\n" + text +
           "\nreturn\n}")
              .str());
    ValueNumbers numbers(barriers);
    for (Operation &op : body->without_terminator())
      numbers.add(&op);
    Operation *b = body->getTerminator()->getPrevNode();
    return numbers.getNumber(b->getResult(0)) ==
           numbers.getNumber(b->getPrevNode()->getResult(0));
  }
};

constexpr StringLiteral again = R"(%e = ag.exp %x : tensor<4xf32>
  %z = ag.barrier %x after %e : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %a = ag.neg %x : tensor<4xf32>
  %b = ag.neg %z : tensor<4xf32>)";

std::string makeLoops(StringRef first, StringRef second) {
  auto make = [](StringRef name, StringRef read) {
    return ("%" + name +
            " = scf.for %k = %i to %i step %i iter_args(%s = %x) -> "
            "(tensor<4xf32>) {\n%t = ag.mul %s, %" +
            read + " : tensor<4xf32>\nscf.yield %t : tensor<4xf32>\n}\n")
        .str();
  };
  return make("a", first) + make("b", second);
}
} // namespace

TEST_F(ValueNumbersTest, WhatIsComputedOfEqualsIsEqual) {
  EXPECT_TRUE(areEqual(R"(%c = ag.exp %x : tensor<4xf32>
    %d = ag.exp %x : tensor<4xf32>
    %a = ag.sub %c, %y : tensor<4xf32>
    %b = ag.sub %d, %y : tensor<4xf32>)"));
  EXPECT_FALSE(areEqual(R"(%a = ag.exp %x : tensor<4xf32>
    %b = ag.exp %y : tensor<4xf32>)"));
  EXPECT_FALSE(
      areEqual(R"(%a = ag.reduce sum %x [0] : tensor<4xf32> -> tensor<f32>
    %b = ag.reduce max %x [0] : tensor<4xf32> -> tensor<f32>)"));
}

TEST_F(ValueNumbersTest, OperandsOfCommutativeOpsMayBeInAnyOrder) {
  EXPECT_TRUE(areEqual(R"(%a = ag.mul %x, %y : tensor<4xf32>
    %b = ag.mul %y, %x : tensor<4xf32>)"));
  EXPECT_FALSE(areEqual(R"(%a = ag.sub %x, %y : tensor<4xf32>
    %b = ag.sub %y, %x : tensor<4xf32>)"));
}

TEST_F(ValueNumbersTest, BarriersKeepApartUnlessTheyAreSeenThrough) {
  EXPECT_FALSE(areEqual(again));
  EXPECT_TRUE(areEqual(again, Barriers::SeenThrough));
}

TEST_F(ValueNumbersTest, RegionsAreCompared) {
  EXPECT_TRUE(areEqual(makeLoops("y", "y")));
  EXPECT_FALSE(areEqual(makeLoops("x", "y")));
}

TEST_F(ValueNumbersTest, FactsAreJoined) {
  parse(R"((%x: tensor<4xf32>, %y: tensor<4xf32>) {
    %a = ag.exp %x : tensor<4xf32>
    %b = ag.exp %y : tensor<4xf32>
    return
  })");
  ValueNumbers numbers;
  numbers.join(body->getArgument(1), body->getArgument(0));
  Operation *a = &body->front(), *b = a->getNextNode();
  EXPECT_EQ(numbers.add(a), a);
  EXPECT_EQ(numbers.add(b), a);
  EXPECT_EQ(numbers.getFirst(b->getResult(0)), a->getResult(0));
  EXPECT_EQ(numbers.getFirst(body->getArgument(1)), body->getArgument(0));
}

TEST_F(ValueNumbersTest, ScopesHideAndForget) {
  parse(R"((%x: tensor<4xf32>) {
    %a = ag.exp %x : tensor<4xf32>
    %b = ag.exp %x : tensor<4xf32>
    %c = ag.exp %x : tensor<4xf32>
    return
  })");
  ValueNumbers numbers;
  Operation *a = &body->front(), *b = a->getNextNode(), *c = b->getNextNode();
  {
    ValueNumbers::Scope scope(numbers, /*isIsolated=*/false);
    EXPECT_EQ(numbers.add(a), a);
    EXPECT_EQ(numbers.add(b), a);
  }
  EXPECT_EQ(numbers.add(c), c);
  {
    ValueNumbers::Scope scope(numbers, /*isIsolated=*/false);
    EXPECT_EQ(numbers.add(a), c);
  }
  ValueNumbers::Scope scope(numbers, /*isIsolated=*/true);
  EXPECT_EQ(numbers.add(b), b);
}
