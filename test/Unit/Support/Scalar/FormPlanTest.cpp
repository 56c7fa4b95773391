//===- FormPlanTest.cpp - forms computed tile by tile ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormPlan.h"
#include "FormNotation.h"
#include "FormTiles.h"
#include "ag/Support/Scalar/FormShifts.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace ag;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Rows i of x with elements j, of which each tile has three.
struct FormPlanRows : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.addDimension(2), elements = table.addDimension(8);
  unsigned i = table.addLoop(rows), j = table.addLoop(elements);
  T tensor{&table, table.addInput()}, other{&table, table.addInput()};
  F x = tensor(i, j), v = other(j);
  double offset = 0, factor = 1;

  double element(unsigned input, llvm::ArrayRef<int64_t> indices) const {
    double seed = input + 0.7;
    for (int64_t index : indices)
      seed = seed * 2.1 + index;
    return input == tensor.input ? std::sin(seed) * factor + offset
                                 : std::sin(seed);
  }

  /// Runs the plan of `form`, and gives how much of its value it is off at
  /// most from `expected(row, place)`.
  double findError(F form, std::function<double(int64_t, int64_t)> expected) {
    FormPlan plan = *makePlan(table, {form.form}, elements);
    passes = plan.passes.size();
    TiledRun run(
        table, plan, elements,
        [&](auto input, auto at) { return element(input, at); }, 8);
    run.run(3);
    double most = 0;
    for (int64_t row = 0; row < 2; ++row)
      for (int64_t place = 0; place < 8; ++place) {
        double own = run.of(0, {{i, row}, {j, place}});
        double wanted = expected(row, place);
        double error = std::abs(own - wanted) / (1e-300 + std::abs(wanted));
        most = std::isnan(own) ? infinity : std::max(most, error);
      }
    return most;
  }

  long double softmax(int64_t row, int64_t place, int64_t last = 7) {
    long double sum = 0;
    for (int64_t k = 0; k <= last; ++k)
      sum += std::exp((long double)element(0, {row, k}) -
                      element(0, {row, place}));
    return place <= last ? 1 / sum : 0;
  }

  size_t passes = 0;
};
} // namespace

TEST_F(FormPlanRows, SoftmaxOfLargeNumbersIsExact) {
  F p = exp(x - maximum(x, {j}));
  F form = p / sum(p, {j});
  for (double size : {1.0, 1e4}) {
    factor = size;
    EXPECT_LE(
        findError(form, [&](int64_t row,
                            int64_t place) { return softmax(row, place); }),
        1e-11);
    EXPECT_EQ(passes, 1u);
  }
}

TEST_F(FormPlanRows, WeightedMeansAreExact) {
  F form = sum(exp(x) * v, {j}) / sum(exp(x), {j});
  factor = 1e4;
  EXPECT_LE(findError(form,
                      [&](int64_t row, int64_t) {
                        long double mean = 0;
                        for (int64_t k = 0; k < 8; ++k)
                          mean += softmax(row, k) * element(1, {k});
                        return mean;
                      }),
            1e-11);
}

TEST_F(FormPlanRows, LogarithmsOfSumsDoNotOverflow) {
  factor = 1e4;
  EXPECT_LE(findError(log(sum(exp(x), {j})),
                      [&](int64_t row, int64_t) {
                        return element(0, {row, 0}) - std::log(softmax(row, 0));
                      }),
            1e-11);
}

TEST_F(FormPlanRows, MaskedTilesAddNothing) {
  // The last row has one element only, so that two tiles are masked wholly;
  // of the first the others follow.
  F last = (F{&table, table.index(i)}) * -7.0 + 7.0;
  F holds = isAtMost({&table, table.index(j)}, last);
  F p = exp(select(holds, x, -infinity));
  factor = 1e3;
  EXPECT_LE(findError(p / sum(p, {j}),
                      [&](int64_t row, int64_t place) {
                        return softmax(row, place, row == 0 ? 7 : 0);
                      }),
            1e-11);
}

TEST_F(FormPlanRows, FiniteFillsAreWeightedAsTheOthers) {
  F holds = isAtMost({&table, table.index(j)}, {&table, table.index(i)});
  F p = exp(select(holds, x, -1e5));
  factor = 1e4;
  EXPECT_LE(findError(sum(p * v, {j}) / sum(p, {j}),
                      [&](int64_t row, int64_t) {
                        long double mean = 0;
                        for (int64_t k = 0; k <= row; ++k)
                          mean += softmax(row, k, row) * element(1, {k});
                        return mean;
                      }),
            1e-11);
}

TEST_F(FormPlanRows, ReductionsOfReductionsTakePassesOfTheirOwn) {
  F m = sum(x, {j}) / 8.0;
  EXPECT_LE(findError(sum(tanh(x - m), {j}),
                      [&](int64_t row, int64_t) {
                        double mean = 0, result = 0;
                        for (int64_t k = 0; k < 8; ++k)
                          mean += element(0, {row, k}) / 8;
                        for (int64_t k = 0; k < 8; ++k)
                          result += std::tanh(element(0, {row, k}) - mean);
                        return result;
                      }),
            1e-11);
  EXPECT_EQ(passes, 2u);
}

TEST_F(FormPlanRows, VariancesOfLargeNumbersAreExact) {
  F m = sum(x, {j}) / 8.0;
  auto variance = [&](int64_t row, int64_t) {
    long double mean = 0, result = 0;
    for (int64_t k = 0; k < 8; ++k)
      mean += (long double)element(0, {row, k}) / 8;
    for (int64_t k = 0; k < 8; ++k)
      result += (element(0, {row, k}) - mean) * (element(0, {row, k}) - mean);
    return result / 8;
  };
  for (double mean : {0.0, 1e6}) {
    offset = mean;
    EXPECT_LE(findError(sum(x * x, {j}) / 8.0 - m * m, variance), 1e-8);
    EXPECT_EQ(passes, 1u);
  }
}

TEST_F(FormPlanRows, VariancesOfLargeNumbersAreExactBesideTheirMeans) {
  F m = sum(x, {j}) / 8.0, variance = sum(x * x, {j}) / 8.0 - m * m;
  offset = 1e6;
  EXPECT_LE(findError(m * rsqrt(variance),
                      [&](int64_t row, int64_t) {
                        long double mean = 0, squares = 0;
                        for (int64_t k = 0; k < 8; ++k)
                          mean += (long double)element(0, {row, k}) / 8;
                        for (int64_t k = 0; k < 8; ++k)
                          squares += (element(0, {row, k}) - mean) *
                                     (element(0, {row, k}) - mean);
                        return mean / std::sqrt(squares / 8);
                      }),
            1e-8);
  EXPECT_FALSE(losesDigits(table, {(m * rsqrt(variance)).form}, elements));
}

TEST_F(FormPlanRows, VariancesOverSeveralLoopsAreExact) {
  F m = sum(x, {i, j}) / 16.0;
  offset = 1e6;
  EXPECT_LE(findError(sum(x * x, {i, j}) / 16.0 - m * m,
                      [&](int64_t, int64_t) {
                        long double mean = 0, squares = 0;
                        for (int64_t k = 0; k < 16; ++k)
                          mean += (long double)element(0, {k / 8, k % 8}) / 16;
                        for (int64_t k = 0; k < 16; ++k)
                          squares += (element(0, {k / 8, k % 8}) - mean) *
                                     (element(0, {k / 8, k % 8}) - mean);
                        return squares / 16;
                      }),
            1e-8);
}

TEST_F(FormPlanRows, SquaresThatAreSubtractedLoseDigitsUnlessCentred) {
  // Nobody knows that 5 is not how many there are.
  F m = sum(x, {j}) / 5.0, e = exp(x);
  F weighted = sum(e * x, {j}) / sum(e, {j});
  auto loses = [&](F form) {
    return losesDigits(table, {form.form}, elements);
  };
  EXPECT_TRUE(loses(sum(x * x, {j}) / 5.0 - m * m));
  EXPECT_TRUE(loses(sum(e * x * x, {j}) / sum(e, {j}) - weighted * weighted));
  EXPECT_FALSE(loses(sum(x * x, {j}) / 8.0));
  EXPECT_FALSE(loses(sum(x * x, {j}) + m * m));
  EXPECT_FALSE(loses(sum(x * v, {j}) * rsqrt(sum(x * x, {j}) / 8.0 + 1e-5)));
}

TEST_F(FormPlanRows, NormsOfLargeNumbersAreExact) {
  F m = sum(x, {j}) / 8.0, centred = x - m;
  F cubes = sum(centred * centred * centred, {j});
  F squares = sum(centred * centred, {j});
  offset = 1e6;
  auto norm = [&](int64_t row, int64_t place) {
    long double mean = 0, squares = 0, cubes = 0;
    for (int64_t k = 0; k < 8; ++k)
      mean += (long double)element(0, {row, k}) / 8;
    for (int64_t k = 0; k < 8; ++k) {
      long double centred = element(0, {row, k}) - mean;
      squares += centred * centred;
      cubes += centred * centred * centred;
    }
    return (element(0, {row, place}) - mean) / std::sqrt(squares) + cubes;
  };
  EXPECT_LE(findError(centred * rsqrt(squares) + cubes, norm), 1e-8);
  EXPECT_EQ(passes, 1u);
}
