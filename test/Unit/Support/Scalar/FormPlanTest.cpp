//===- FormPlanTest.cpp - forms computed tile by tile ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPlan.h"
#include "FormNotation.h"
#include "FormTiles.h"
#include "Support/Numbers.h"
#include "ag/Support/Forms/FormShifts.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>

using namespace ag;

namespace {
/// Rows i of x with elements j, in tiles of three elements
struct FormPlanRows : testing::Test {
  FormTable table{0x1p-22};
  unsigned rows = table.loops().addDimension(2),
           elements = table.loops().addDimension(8);
  unsigned i = table.loops().addLoop(rows), j = table.loops().addLoop(elements);
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

  /// Runs the plan of `form`. Returns the largest relative difference of its
  /// values from `expected(row, place)`.
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

TEST_F(FormPlanRows, SinksAreAnchoredWithTheSum) {
  T sinks{&table, table.addInput()};
  F s = sinks(i) * 1e3, m = max(maximum(x, {j}), s);
  F p = exp(x - m), rest = exp(s - m);
  for (double size : {1.0, 1e4})
    for (double shift : {0.0, -1e5, 1e5}) {
      factor = size;
      offset = shift;
      auto share = [&](int64_t row, int64_t place, long double sink) {
        long double own = element(0, {row, place}), sum = std::exp(sink - own);
        for (int64_t k = 0; k < 8; ++k)
          sum += std::exp((long double)element(0, {row, k}) - own);
        return 1 / sum;
      };
      auto mean = [&](int64_t row, long double sink) {
        long double mean = 0;
        for (int64_t k = 0; k < 8; ++k)
          mean += share(row, k, sink) * element(1, {k});
        return mean;
      };
      EXPECT_LE(findError(sum(p / (sum(p, {j}) + rest) * v, {j}),
                          [&](int64_t row, int64_t) {
                            return mean(row, 1e3 * element(2, {row}));
                          }),
                1e-10);
      EXPECT_EQ(passes, 1u);
      EXPECT_LE(findError(sum(exp(x) * v, {j}) / (sum(exp(x), {j}) + 1.0),
                          [&](int64_t row, int64_t) { return mean(row, 0); }),
                1e-10);
      EXPECT_LE(findError(exp(x) / (sum(exp(x), {j}) + 1.0),
                          [&](int64_t row, int64_t place) {
                            return share(row, place, 0);
                          }),
                1e-10);
    }
}

TEST_F(FormPlanRows, SumsOfSumsHaveOneAnchor) {
  T others{&table, table.addInput()};
  F y = others(i, j) * 1e4;
  factor = 1e4;
  auto total = [&](int64_t row, bool hasOthers, double first) {
    long double greatest = first, sum = 0;
    for (int turn = 0; turn < 2; ++turn) {
      sum = std::exp(first - greatest);
      for (int64_t k = 0; k < 8; ++k) {
        long double own = element(0, {row, k});
        long double other = hasOthers ? 1e4 * element(2, {row, k}) : -infinity;
        sum += std::exp(own - greatest) + std::exp(other - greatest);
        greatest = turn ? greatest : std::max({greatest, own, other});
      }
    }
    return greatest + std::log(sum);
  };
  F both = sum(exp(x), {j}) + sum(exp(y), {j});
  EXPECT_LE(findError(log(both),
                      [&](int64_t row, int64_t) {
                        return total(row, true, -infinity);
                      }),
            1e-10);
  EXPECT_LE(
      findError(log(sum(exp(x), {j}) + 1.0),
                [&](int64_t row, int64_t) { return total(row, false, 0); }),
      1e-10);
  EXPECT_LE(findError(sum(exp(x), {j}) / both,
                      [&](int64_t row, int64_t) {
                        return std::exp(total(row, false, -infinity) -
                                        total(row, true, -infinity));
                      }),
            1e-10);
}

TEST_F(FormPlanRows, BodiesAreAnchoredElementByElement) {
  T others{&table, table.addInput()};
  F y = others(i, j) * 1e4;
  factor = 1e4;
  auto share = [&](int64_t row, int64_t k) {
    return 1 /
           (1 + std::exp(1e4 * element(2, {row, k}) - element(0, {row, k})));
  };
  auto mean = [&](int64_t row, int64_t) {
    double mean = 0;
    for (int64_t k = 0; k < 8; ++k)
      mean += share(row, k) * element(1, {k});
    return mean;
  };
  EXPECT_LE(findError(sum(exp(x) / (exp(x) + exp(y)) * v, {j}), mean), 1e-11);
  EXPECT_LE(findError(sum(log(exp(x) + exp(y)), {j}),
                      [&](int64_t row, int64_t) {
                        double sum = 0;
                        for (int64_t k = 0; k < 8; ++k)
                          sum += element(0, {row, k}) - std::log(share(row, k));
                        return sum;
                      }),
            1e-11);
}

/// The scores of the queries are softmaxes themselves.
TEST_F(FormPlanRows, SumsInsideOfBodiesAreAnchored) {
  unsigned k = table.loops().addLoop(table.loops().addDimension(3));
  T keys{&table, table.addInput()};
  F e = exp(tensor(i, k));
  F s = sum(e / sum(e, {k}) * keys(j, k), {k});
  auto score = [&](int64_t row, int64_t at) {
    double score = 0;
    for (int64_t one = 0; one < 3; ++one) {
      double sum = 0;
      for (int64_t other = 0; other < 3; ++other)
        sum += std::exp(element(0, {row, other}) - element(0, {row, one}));
      score += element(2, {at, one}) / sum;
    }
    return score;
  };
  for (double size : {1.0, 1e4}) {
    factor = size;
    EXPECT_LE(findError(sum(s * v, {j}),
                        [&](int64_t row, int64_t) {
                          double result = 0;
                          for (int64_t at = 0; at < 8; ++at)
                            result += score(row, at) * element(1, {at});
                          return result;
                        }),
              1e-11);
    EXPECT_LE(findError(sum(exp(s) * v, {j}) / sum(exp(s), {j}),
                        [&](int64_t row, int64_t) {
                          double result = 0, sum = 0;
                          for (int64_t at = 0; at < 8; ++at) {
                            double weight = std::exp(score(row, at));
                            result += weight * element(1, {at});
                            sum += weight;
                          }
                          return result / sum;
                        }),
              1e-11);
  }
}

/// The shift leaves a maximum as a summand. It is not a reduction of the same
/// pass, which another one would read before it is complete.
TEST_F(FormPlanRows, AnchorsReadOtherReductionsWhole) {
  unsigned k = table.loops().addLoop(table.loops().addDimension(3));
  T others{&table, table.addInput()};
  F shift = sum(others(i, k), {k});
  F form = sum(exp(x + shift) + v, {j}) * sum(exp(x + shift) - tanh(v), {j});
  EXPECT_LE(findError(form,
                      [&](int64_t row, int64_t) {
                        double shift = 0, first = 0, second = 0;
                        for (int64_t one = 0; one < 3; ++one)
                          shift += element(2, {row, one});
                        for (int64_t at = 0; at < 8; ++at) {
                          double own = std::exp(element(0, {row, at}) + shift);
                          first += own + element(1, {at});
                          second += own - std::tanh(element(1, {at}));
                        }
                        return first * second;
                      }),
            1e-11);
}

TEST_F(FormPlanRows, MaskedTilesAddNothing) {
  // The last row has only one valid element, so all of its later tiles are
  // masked.
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
  // The sum is divided by 5, which is not known to be the number of elements.
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
