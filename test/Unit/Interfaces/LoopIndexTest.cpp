//===- LoopIndexTest.cpp - tests of the loops whose index a value is ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "Interfaces/FunctionTest.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace ag;
using namespace mlir;

namespace {
using LoopIndexTest = FunctionTest;
} // namespace

TEST_F(LoopIndexTest, CountingLoopsSayTheirBounds) {
  parse(R"(
  scf.for %i = %0 to %n step %1 {
  }
  affine.for %i = 2 to 9 step 3 {
  })");
  auto index = findLoopIndex(argument("scf.for", 0));
  ASSERT_TRUE(index);
  EXPECT_EQ(index->loop, get("scf.for"));
  EXPECT_TRUE(isConstantIntValue(*index->lower, 0));
  EXPECT_EQ(cast<Value>(*index->upper), argument("func.func", 0));
  EXPECT_TRUE(isConstantIntValue(*index->step, 1));
  auto affine = findLoopIndex(argument("affine.for", 0));
  ASSERT_TRUE(affine);
  EXPECT_TRUE(isConstantIntValue(*affine->lower, 2));
  EXPECT_TRUE(isConstantIntValue(*affine->upper, 9));
  EXPECT_TRUE(isConstantIntValue(*affine->step, 3));
}

TEST_F(LoopIndexTest, EachIndexOfSeveralHasItsOwn) {
  parse(R"(
  scf.parallel (%i, %j) = (%0, %1) to (%1, %n) step (%1, %1) {
  })");
  auto index = findLoopIndex(argument("scf.parallel", 1));
  ASSERT_TRUE(index);
  EXPECT_TRUE(isConstantIntValue(*index->lower, 1));
  EXPECT_EQ(cast<Value>(*index->upper), argument("func.func", 0));
}

TEST_F(LoopIndexTest, NumbersWithoutSignBoundNothing) {
  parse(R"(
  scf.for unsigned %i = %0 to %n step %1 {
  })");
  auto index = findLoopIndex(argument("scf.for", 0));
  ASSERT_TRUE(index);
  EXPECT_FALSE(index->lower);
  EXPECT_FALSE(index->upper);
  EXPECT_TRUE(isConstantIntValue(*index->step, 1));
}

TEST_F(LoopIndexTest, AConditionBoundsWhatItHandsOn) {
  parse(R"(
  %r:2 = scf.while (%k = %0, %l = %1) : (index, index) -> (index, index) {
    %s = arith.cmpi slt, %k, %n : index
    %b = arith.andi %c, %s : i1
    scf.condition(%b) %l, %k : index, index
  } do {
  ^bb0(%l: index, %k: index):
    %m = arith.addi %k, %1 : index
    scf.yield %m, %l : index, index
  })");
  auto index = findLoopIndex(argument("scf.while", 1, 1));
  ASSERT_TRUE(index);
  EXPECT_EQ(index->loop, get("scf.while"));
  EXPECT_EQ(cast<Value>(*index->upper), argument("func.func", 0));
  EXPECT_FALSE(index->lower);
  EXPECT_FALSE(index->step);
  EXPECT_FALSE(findLoopIndex(argument("scf.while", 0, 1)));
  EXPECT_FALSE(findLoopIndex(argument("scf.while", 0, 0)));
  EXPECT_FALSE(findLoopIndex(result("scf.while", 1)));
}

TEST_F(LoopIndexTest, AnEndThatTurnsChangeIsNone) {
  parse(R"(
  %r:2 = scf.while (%k = %0, %l = %n) : (index, index) -> (index, index) {
    %s = arith.cmpi slt, %k, %l : index
    scf.condition(%s) %k, %l : index, index
  } do {
  ^bb0(%k: index, %l: index):
    scf.yield %l, %k : index, index
  })");
  EXPECT_FALSE(findLoopIndex(argument("scf.while", 0, 1)));
}

TEST_F(LoopIndexTest, WhatIsCarriedIsNone) {
  parse(R"(
  %r = scf.for %i = %0 to %n step %1 iter_args(%k = %0) -> index {
    scf.yield %i : index
  })");
  EXPECT_FALSE(findLoopIndex(argument("scf.for", 1)));
  EXPECT_FALSE(findLoopIndex(argument("func.func", 0)));
}
