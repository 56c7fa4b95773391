//===- SpecEvaluationTest.cpp - tests of the value of Specs ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "SpecTest.h"
#include <cmath>
#include <limits>

namespace {
class SpecEvaluationTest : public SpecTest {
protected:
  /// Returns the Spec of sum over i of x[b, i], accumulated in `accumulator`.
  Spec rowSums(T type, T accumulator) {
    Spec spec;
    spec.loops = {Extent::dimension(0, 0), Extent::dimension(0, 1)};
    spec.inputs = {{0, map("(b, i) -> (b, i)")}};
    spec.body.yield(spec.body.cast(spec.body.input(type), accumulator));
    spec.results = {{map("(b, i) -> (b)"), type, accumulator}};
    spec.combiner = binaryProgram(P::Add, accumulator);
    return spec;
  }
};
} // namespace

TEST_F(SpecEvaluationTest, ReducesInOrder) {
  // 1e8 absorbs a 1 in f32, so the result shows the order of the terms.
  Tensor x = floats({2, 3}, {1e8, 1, -1e8, 1e8, -1e8, 1});
  EXPECT_EQ(valuesOf(only(rowSums(T::F32, T::F32), {x})), (Values{0, 1}));
  EXPECT_EQ(valuesOf(only(rowSums(T::F32, T::F32), {x}, Precision::Double)),
            (Values{1, 1}));
}

TEST_F(SpecEvaluationTest, AccumulatesInTheAccumulatorsTypeAndRoundsOnce) {
  // 256 absorbs a 1 in bf16, which has 8 significant bits, but not in f32.
  Tensor x = floats({1, 3}, {256, 1, 1}, T::BF16);
  EXPECT_EQ(valuesOf(only(rowSums(T::BF16, T::F32), {x})), (Values{258}));
  EXPECT_EQ(valuesOf(only(rowSums(T::BF16, T::BF16), {x})), (Values{256}));
}

TEST_F(SpecEvaluationTest, AddsInBlocksSoThatLongSumsKeepTheirDigits) {
  constexpr int64_t n = 1'000'000;
  double term = 0.1F;
  Tensor x = floats({1, n}, std::vector<double>(n, term));
  double sum = valuesOf(only(rowSums(T::F32, T::F32), {x})).front();
  EXPECT_NEAR(sum, n * term, (64 + std::log2(n)) * 0x1p-24 * n * term);
  EXPECT_EQ(sum, float(sum));
}

TEST_F(SpecEvaluationTest, LongSumsKeepInfinities) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> terms(200, 1.0);
  terms[100] = infinity;
  EXPECT_EQ(valuesOf(only(rowSums(T::F32, T::F32), {floats({1, 200}, terms)})),
            Values{infinity});
  terms[199] = -infinity;
  EXPECT_TRUE(std::isnan(
      only(rowSums(T::F32, T::F32), {floats({1, 200}, terms)}).cells()[0].f));
  // The sum overflows at its end, as it does in any order.
  terms.assign(200, 3e37);
  EXPECT_EQ(valuesOf(only(rowSums(T::F32, T::F32), {floats({1, 200}, terms)})),
            Values{infinity});
}

TEST_F(SpecEvaluationTest, OverNoTermsGivesTheFirstValue) {
  Spec spec = rowSums(T::F32, T::F32);
  spec.results[0].init = floatCell(7.0);
  EXPECT_EQ(valuesOf(only(spec, {floats({3, 0}, {})})), (Values{7, 7, 7}));
  EXPECT_EQ(only(spec, {floats({0, 3}, {})}).size(), 0);
}

TEST_F(SpecEvaluationTest, StartsFromAnOperand) {
  Spec spec = rowSums(T::F32, T::F32);
  spec.results[0].initOperand = 1;
  Tensor x = floats({2, 2}, {1, 2, 3, 4}), start = floats({2}, {10, 20});
  EXPECT_EQ(valuesOf(only(spec, {x, start})), (Values{13, 27}));
}

TEST_F(SpecEvaluationTest, HandlesMoreLanesThanOneChunk) {
  Tensor x = valueOf(Tensor::iota(T::F32, {1300, 2}));
  Tensor sums = only(rowSums(T::F32, T::F32), {x});
  for (int64_t row : {0, 511, 512, 1299})
    EXPECT_EQ(sums.cells()[row].f, 4.0 * row + 1) << row;
}

TEST_F(SpecEvaluationTest, BodiesKnowTheirPlace) {
  Spec spec;
  spec.loops = {Extent::number(2), Extent::operand(0)};
  Expr i = spec.body.index(0), j = spec.body.index(1);
  spec.body.yield(i * 10.0 + j);
  spec.results = {{map("(i, j) -> (j, i)"), T::I64, T::I64}};
  EXPECT_EQ(valuesOf(only(spec, {index(3)})), (Values{0, 10, 1, 11, 2, 12}));
}

TEST_F(SpecEvaluationTest, ReadsThroughMapsThatAreNotLinear) {
  Spec spec;
  spec.loops = {Extent::number(6)};
  spec.inputs = {{0, map("(i) -> (i floordiv 2)")}};
  spec.body.yield(spec.body.input(T::F32));
  spec.results = {{map("(i) -> (i)"), T::F32, T::F32}};
  EXPECT_EQ(valuesOf(only(spec, {floats({3}, {5, 6, 7})})),
            (Values{5, 5, 6, 6, 7, 7}));
  EXPECT_EQ(messageOf(run(spec, {floats({2}, {5, 6})}, Precision::Double)),
            "[bounds] position 2 is asked for in dimension 0 of operand 0, "
            "which has size 2");
}

TEST_F(SpecEvaluationTest, AJointCombinerSeesAllAccumulators) {
  // The greatest element and, as the second result, its index
  Spec spec;
  spec.loops = {Extent::dimension(0, 0)};
  spec.inputs = {{0, map("(i) -> (i)")}};
  spec.body.yield(spec.body.input(T::F32));
  spec.body.yield(spec.body.index(0));
  spec.results = {{map("(i) -> ()"), T::F32, T::F32, floatCell(-1e30)},
                  {map("(i) -> ()"), T::I64, T::I64}};
  ScalarProgram combiner;
  Expr best = combiner.input(T::F32), at = combiner.input(T::I64);
  Expr value = combiner.input(T::F32), place = combiner.input(T::I64);
  Expr wins = compare(P::Gt, value, best);
  combiner.yield(select(wins, value, best));
  combiner.yield(select(wins, place, at));
  spec.combiner = combiner;
  auto results =
      valueOf(run(spec, {floats({4}, {3, 9, 2, 9})}, Precision::Declared));
  EXPECT_EQ(valuesOf(results[0]), Values{9});
  EXPECT_EQ(valuesOf(results[1]), Values{1});
}

TEST_F(SpecEvaluationTest, RefusesSizesThatDisagree) {
  Spec spec;
  spec.loops = {Extent::dimension(0, 0)};
  spec.loopNames = {"'i'"};
  spec.inputs = {{0, map("(i) -> (i)")}, {1, map("(i) -> (i)")}};
  Expr a = spec.body.input(T::F32), b = spec.body.input(T::F32);
  spec.body.yield(a + b);
  spec.results = {{map("(i) -> (i)"), T::F32, T::F32}};
  EXPECT_EQ(messageOf(run(spec, {floats({2}, {1, 2}), floats({1}, {1})},
                          Precision::Double)),
            "[sizes] 'i' is 2 but 1 in dimension 0 of operand 1");
}

TEST_F(SpecEvaluationTest, RefusesNegativeExtents) {
  Spec spec;
  spec.loops = {Extent::operand(0)};
  spec.body.yield(spec.body.index(0));
  spec.results = {{map("(i) -> (i)"), T::I64, T::I64}};
  EXPECT_EQ(messageOf(run(spec, {index(-2)}, Precision::Double)),
            "[extents] dimension 0 is -2, expected 0 or more");
}

TEST_F(SpecEvaluationTest, ElementwiseScalarsStandBesideAnyShape) {
  ScalarProgram program = binaryProgram(P::Add, T::F32);
  auto run = [&](Tensor a, Tensor b) {
    return evaluateElementwise(program, {a, b}, Precision::Declared);
  };
  Tensor one = floats({}, {1});
  EXPECT_EQ(valuesOf(valueOf(run(one, floats({2}, {1, 2})))[0]),
            (Values{2, 3}));
  EXPECT_EQ(valueOf(run(one, one))[0].rank(), 0);
  EXPECT_EQ(messageOf(run(floats({1}, {1}), floats({2}, {1, 2}))),
            "[sizes] one operand has shape [1], another [2]");
}
