//===- ScalarProgramTransformsTest.cpp - the same function otherwise ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "RunProgram.h"
#include "gtest/gtest.h"

using namespace ag;
using Type = ScalarType;
using P = Primitive;

TEST(Split, SeparatesAProductFromItsSum) {
  ScalarProgram program;
  Expr a = program.input(Type::F32), b = program.input(Type::F32);
  Expr accumulator = program.input(Type::F32);
  program.yield(accumulator + a * b);
  SplitProgram split = splitAtAccumulators(program);
  EXPECT_EQ(split.body.inputTypes().size(), 2u);
  EXPECT_EQ(run(split.body, {floatCell(3.0), floatCell(4.0)}).f, 12.0);
  EXPECT_EQ(run(split.combiner, {floatCell(1.0), floatCell(12.0)}).f, 13.0);
}

TEST(Split, HandsOverWhatBothNeedAndRepeatsConstants) {
  // The maximum of two values and its index are two accumulators.
  ScalarProgram program;
  Expr x = program.input(Type::F32), place = program.index(0);
  Expr best = program.input(Type::F32), at = program.input(Type::I64);
  Expr wins = compare(P::Gt, x * 2.0, best);
  program.yield(select(wins, x * 2.0, best));
  program.yield(select(wins, place, at + 0.0));
  SplitProgram split = splitAtAccumulators(program);
  ASSERT_EQ(split.body.results().size(), 2u);
  EXPECT_EQ(split.combiner.inputTypes().size(), 4u);
  EXPECT_EQ(split.combiner.results().size(), 2u);
}

TEST(Split, WithoutAccumulatorsAllIsTheBody) {
  ScalarProgram program;
  Expr x = program.input(Type::F32);
  program.input(Type::F32);
  program.yield(exp(x));
  SplitProgram split = splitAtAccumulators(program);
  EXPECT_EQ(run(split.body, {floatCell(0.0)}).f, 1.0);
  EXPECT_EQ(run(split.combiner, {floatCell(7.0), floatCell(1.0)}).f, 1.0);
}

TEST(Inline, RepeatsStepsOnOtherInputs) {
  ScalarProgram source = binaryProgram(P::Sub, Type::F64), target;
  Expr a = target.input(Type::F64);
  target.yield(inlineProgram(source, target, {a * a, a}).front());
  EXPECT_EQ(run(target, {floatCell(5.0)}).f, 20.0);
}

TEST(Inline, RenamesLoops) {
  ScalarProgram source, target;
  source.yield(source.index(0));
  target.yield(inlineProgram(source, target, {}, {3}).front());
  EXPECT_EQ(target.nodes().front().position, 3u);
}

TEST(Extract, TakesWhatTheResultsNeed) {
  ScalarProgram program;
  Expr x = program.input(Type::F64), y = program.input(Type::F64),
       z = program.input(Type::F64);
  program.yield(exp(y));
  program.yield(z - x);
  EXPECT_EQ(findReadInputs(program, {1}), (llvm::SmallVector<unsigned>{0, 2}));
  ScalarProgram second = extractResults(program, {1});
  EXPECT_EQ(second.inputTypes().size(), 2u);
  EXPECT_EQ(second.nodes().size(), 3u);
  EXPECT_EQ(run(second, {floatCell(2.0), floatCell(7.0)}).f, 5.0);
}
