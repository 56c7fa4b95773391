//===- TensorCompareTest.cpp - tests of comparing tensors -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorCompare.h"
#include "Outcome.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using T = ScalarType;

namespace {

Tensor comparedFloats(llvm::ArrayRef<double> values) {
  Tensor result =
      valueOf(Tensor::zeros(T::F64, {static_cast<int64_t>(values.size())}));
  for (auto [cell, value] : llvm::zip(result.mutableCells(), values))
    cell = floatCell(value);
  return result;
}

Comparison compareFloats(llvm::ArrayRef<double> actual,
                         llvm::ArrayRef<double> expected, double rtol = 0.0,
                         double atol = 0.0) {
  return valueOf(
      compare(comparedFloats(actual), comparedFloats(expected), rtol, atol));
}

Comparison compareInts(T type, int64_t actual, int64_t expected,
                       double atol = 0.0) {
  return valueOf(compare(Tensor::scalar(type, intCell(actual)),
                         Tensor::scalar(type, intCell(expected)), 0.0, atol));
}
} // namespace

TEST(TensorCompare, EqualTensors) {
  Comparison same = compareFloats({1.0, -0.0, notANumber, infinity, -infinity},
                                  {1.0, 0.0, notANumber, infinity, -infinity});
  EXPECT_EQ(same.values, 5);
  EXPECT_EQ(same.mismatches, 0);
  EXPECT_EQ(same.largest, 0.0);
  EXPECT_EQ(describe(same), "same: 1 result, 5 values, no difference");
}

TEST(TensorCompare, TolerancesAddUp) {
  // |x - y| <= atol + rtol * |y|, with equality
  EXPECT_EQ(compareFloats({-10.75}, {-10.0}, 0.05, 0.25).mismatches, 0);
  EXPECT_EQ(compareFloats({-10.8}, {-10.0}, 0.05, 0.25).mismatches, 1);
  EXPECT_EQ(compareFloats({0.5}, {0.0}, 0.0, 0.5).mismatches, 0);
  EXPECT_EQ(compareFloats({0.5}, {0.0}, 100.0, 0.0).mismatches, 1);
  // The expected value scales the relative tolerance.
  EXPECT_EQ(compareFloats({2.0}, {1.0}, 0.5, 0.0).mismatches, 1);
  EXPECT_EQ(compareFloats({1.0}, {2.0}, 0.5, 0.0).mismatches, 0);
}

TEST(TensorCompare, TolerancesFollowTheGreatestFiniteMagnitude) {
  EXPECT_EQ(
      getTolerance(comparedFloats({3.0, -8.0, infinity, notANumber}), 0.5),
      4.0);
  EXPECT_EQ(getTolerance(comparedFloats({0.01}), 0.5), 0.05);
  EXPECT_EQ(getTolerance(comparedFloats({}), 0.5), 0.05);
  EXPECT_EQ(getTolerance(Tensor::scalar(T::I64, intCell(1000)), 0.5), 0.0);
}

namespace {
/// Returns true if an f32 `actual` matches. `stirred` is the value with other
/// roundings, and `exact` is the value without rounding.
bool allows(double actual, double expected, double exact, double stirred) {
  auto of = [](double value) {
    return Tensor::scalar(T::F32, floatCell(value));
  };
  OtherRoundings others{of(exact), {of(stirred)}};
  return valueOf(
             compare(of(actual), of(expected), 1e-5, others, /*slack=*/16.0))
             .mismatches == 0;
}
} // namespace

TEST(TensorCompare, RoundingBoundsEachElement) {
  // Tiny values are compared relative to their own magnitude.
  EXPECT_TRUE(allows(1.00001e-30, 1e-30, 1e-30, 1e-30));
  EXPECT_FALSE(allows(0.0, 1e-30, 1e-30, 1e-30));
  // The bound is 16 times the difference that rounding makes.
  EXPECT_TRUE(allows(1e-5, 0.0, 0.0, 1e-6));
  EXPECT_FALSE(allows(1e-4, 0.0, 0.0, 1e-6));
  // The value is closer to the exact one than `expected` is.
  EXPECT_TRUE(allows(1e-11, 0.0, 1e-11, 0.0));
  EXPECT_FALSE(allows(1e-9, 0.0, 1e-11, 0.0));
}

TEST(TensorCompare, RoundingBoundsInfinities) {
  // The expected or the stirred value overflows; the exact value does not.
  EXPECT_TRUE(allows(1.0, infinity, 1.0, infinity));
  EXPECT_TRUE(allows(infinity, infinity, 1.0, infinity));
  EXPECT_FALSE(allows(-42.0, infinity, 1.0, infinity));
  EXPECT_FALSE(allows(0.0, 1.0, 1.0, notANumber));
  EXPECT_TRUE(allows(infinity, 3e38, 3e38, infinity));
  EXPECT_FALSE(allows(infinity, 3e38, 3e38, 3e38));
  EXPECT_FALSE(allows(notANumber, 0.0, 0.0, 0.0));
  // The exact value is infinite when rounded to f32.
  EXPECT_FALSE(allows(1.0, infinity, 1e39, infinity));
  EXPECT_TRUE(allows(notANumber, infinity, 1e39, infinity));
  EXPECT_FALSE(allows(notANumber, infinity, infinity, infinity));
  EXPECT_FALSE(allows(1.0, notANumber, notANumber, notANumber));
  // Without rounding the value is infinite, but with other roundings it is
  // finite.
  EXPECT_TRUE(allows(7.0, infinity, infinity, 3.0));
}

TEST(TensorCompare, ErrorBoundsCountBesideGreaterElements) {
  auto vector = [](double first, double second) {
    Tensor tensor = valueOf(Tensor::zeros(T::F32, {2}));
    tensor.mutableCells()[0].f = first;
    tensor.mutableCells()[1].f = second;
    return tensor;
  };
  auto mismatches = [&](double actual, double greatest, double error) {
    Tensor exact = vector(0.0, greatest);
    exact.setTangent(vector(error, 0.0));
    OtherRoundings others{exact, {vector(0.0, greatest)}};
    return valueOf(compare(vector(actual, greatest), vector(0.0, greatest),
                           1e-5, others, /*slack=*/64.0))
        .mismatches;
  };
  EXPECT_EQ(mismatches(3e-6, 1.0, 1e-6), 0);
  EXPECT_EQ(mismatches(5e-6, 1.0, 1e-6), 1);
  EXPECT_EQ(mismatches(3e-6, 0.1, 1e-6), 1);
  EXPECT_EQ(mismatches(3e-6, 1.0, notANumber), 1);
}

TEST(TensorCompare, UndecidedIntegersMatch) {
  auto of = [](int64_t value) { return Tensor::scalar(T::I1, intCell(value)); };
  auto mismatches = [&](const Tensor &stirred) {
    return valueOf(compare(of(1), of(0), 0.0, OtherRoundings{of(0), {stirred}},
                           16.0))
        .mismatches;
  };
  EXPECT_EQ(mismatches(of(0)), 1);
  EXPECT_EQ(mismatches(of(1)), 0);
}

TEST(TensorCompare, NothingToleratesNanAndInfinity) {
  for (auto [x, y] : {std::pair(notANumber, 1.0),
                      {1.0, notANumber},
                      {notANumber, infinity},
                      {infinity, -infinity},
                      {infinity, 1.0},
                      {1.0, infinity}}) {
    Comparison result = compareFloats({x}, {y}, 10.0, infinity);
    EXPECT_EQ(result.mismatches, 1) << x << " " << y;
    EXPECT_EQ(result.largest, infinity) << x << " " << y;
  }
}

TEST(TensorCompare, IntegersAreSubtractedExactly) {
  EXPECT_EQ(compareInts(T::I64, INT64_MIN, INT64_MAX).largest, 0x1p64);
  EXPECT_EQ(compareInts(T::UI64, 0, -1).largest, 0x1p64);
  EXPECT_EQ(compareInts(T::I64, -1, 0).largest, 1.0);
  EXPECT_EQ(compareInts(T::I64, (1ll << 62) + 1, 1ll << 62).mismatches, 1);
  EXPECT_EQ(compareInts(T::I8, 3, 5, 2.0).mismatches, 0);
  EXPECT_EQ(compareInts(T::I1, 1, 0).mismatches, 1);
  EXPECT_EQ(compareInts(T::UI64, 0, -1).expected, "18446744073709551615");
}

TEST(TensorCompare, FindsTheLargestDifference) {
  Tensor x = valueOf(Tensor::zeros(T::F32, {2, 3, 4})), y = x;
  y.mutableCells()[1 * 12 + 2 * 4 + 3] = floatCell(0.25);
  y.mutableCells()[5] = floatCell(-0.125);
  Comparison result = valueOf(compare(x, y, 0.0, 0.5));
  EXPECT_EQ(result.where, (llvm::SmallVector<int64_t, 4>{1, 2, 3}));
  EXPECT_EQ(describe(result),
            "same: 1 result, 24 values, largest difference 0.25 at [1, 2, 3]");
  EXPECT_EQ(describe(valueOf(compare(x, y, 0.0, 0.0))),
            "different: 2 of 24 values in 1 result, largest difference 0.25 at "
            "[1, 2, 3]: 0, expected 0.25");
}

TEST(TensorCompare, MismatchesGoBeforeToleratedDifferences) {
  Comparison result = compareFloats({1e6 + 1, 0.5}, {1e6, 0.0}, 1e-3, 0.0);
  EXPECT_EQ(result.mismatches, 1);
  EXPECT_EQ(result.largest, 0.5);
  EXPECT_EQ(result.where[0], 1);
  // The order of the mismatch and the tolerated difference does not matter.
  EXPECT_EQ(compareFloats({0.5, 1e6 + 1}, {0.0, 1e6}, 1e-3, 0.0).where[0], 0);
}

TEST(TensorCompare, DescribesSeveralResults) {
  Comparison results[] = {compareFloats({1.5}, {1.0}, 0.0, 1.0),
                          compareFloats({1.0, 2.25}, {1.0, 2.0}, 0.0, 0.0),
                          valueOf(compare(Tensor(), Tensor(), 0.0, 0.0))};
  EXPECT_EQ(describe(results),
            "different: 1 of 4 values in 3 results, largest difference 0.25 in "
            "result 1 at [1]: 2.25, expected 2");
  EXPECT_EQ(describe(llvm::ArrayRef<Comparison>()),
            "same: 0 results, 0 values, no difference");
  Comparison nothing = compareFloats({}, {});
  EXPECT_EQ(describe(nothing), "same: 1 result, 0 values, no difference");
}

TEST(TensorCompare, BytesAreOfTheType) {
  auto of = [](double value) {
    return Tensor::scalar(T::F32, floatCell(value));
  };
  EXPECT_TRUE(haveSameBytes(of(0.5), of(0.5)));
  EXPECT_TRUE(haveSameBytes(of(0.1), of(float(0.1))));
  EXPECT_FALSE(haveSameBytes(of(0.0), of(-0.0)));
  EXPECT_FALSE(haveSameBytes(of(0.5), valueOf(Tensor::ones(T::F32, {2}))));
}

TEST(TensorCompare, Refusals) {
  Tensor x = valueOf(Tensor::zeros(T::F32, {2, 3}));
  EXPECT_EQ(messageOf(compare(x, Tensor(), 0.0, 0.0)),
            "cannot compare f32[2, 3] with f64[]: expected the same type and "
            "shape");
  EXPECT_NE(messageOf(compare(x, x, -1.0, 0.0)).find("numbers of 0 or more"),
            std::string::npos);
  EXPECT_NE(messageOf(compare(x, x, 0.0, notANumber)), "");
}
