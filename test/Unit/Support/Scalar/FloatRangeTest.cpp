//===- FloatRangeTest.cpp - what is known of floats -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FloatRange.h"
#include "RunProgram.h"
#include "Support/Numbers.h"
#include "gtest/gtest.h"
#include <cmath>
#include <functional>

using namespace ag;
using Type = ScalarType;
using P = Primitive;
using RangeFormula = std::function<Expr(Expr)>;

namespace {
/// Returns a program of one step on an input, or on two of the same range.
ScalarProgram makeStep(P primitive, Type type) {
  ScalarProgram program;
  Expr x = program.input(type), y = program.input(type);
  Expr operands[] = {x, y};
  program.yield(program.apply(
      primitive, llvm::ArrayRef(operands).take_front(getArity(primitive))));
  return program;
}

void expectWithin(double value, FloatRange range, const std::string &what) {
  if (std::isnan(value)) {
    EXPECT_TRUE(range.mayBeNaN) << what;
    return;
  }
  EXPECT_GE(value, range.low) << what;
  EXPECT_LE(value, range.high) << what;
  if (std::isinf(value))
    EXPECT_TRUE(range.mayBeInfinite) << what;
}

/// Returns evenly spaced numbers from `low` to `high`, with both ends.
std::vector<double> sample(double low, double high) {
  std::vector<double> numbers;
  for (int step = 0; step <= 8; ++step)
    numbers.push_back(low + (high - low) * step / 8);
  return numbers;
}

FloatRange rangeOf(const RangeFormula &formula, FloatRange input,
                   Type type = Type::F32) {
  ScalarProgram program;
  program.yield(formula(program.input(type)));
  return findRanges(program, input)[program.results().front()];
}

/// Returns true if a slope of the last step is steep.
bool isSteepAt(const RangeFormula &formula, FloatRange input,
               unsigned operand = 0) {
  ScalarProgram program;
  program.yield(formula(program.input(Type::F32)));
  return isSteep(program.nodes()[program.results().front()], operand,
                 findRanges(program, input));
}
} // namespace

TEST(FloatRange, BoundsWhatStepsCompute) {
  std::pair<double, double> bounds[] = {{-3, -1}, {-2, 2}, {0, 4},
                                        {0.5, 3}, {0, 0},  {-200, 200}};
  for (P primitive :
       {P::Neg,   P::Abs,   P::Floor, P::Ceil,  P::Trunc, P::Round,
        P::Exp,   P::Exp2,  P::Expm1, P::Log,   P::Log2,  P::Log10,
        P::Log1p, P::Sqrt,  P::Rsqrt, P::Cbrt,  P::Tanh,  P::Erf,
        P::Erfc,  P::Atan,  P::Sin,   P::Cos,   P::Asinh, P::Tan,
        P::Asin,  P::Acosh, P::Add,   P::Sub,   P::Mul,   P::Div,
        P::Max,   P::Min,   P::Pow,   P::Atan2, P::Rem,   P::CopySign})
    for (Type type : {Type::F64, Type::F32})
      for (auto [low, high] : bounds) {
        ScalarProgram program = makeStep(primitive, type);
        FloatRange input = {low, high, false, false};
        FloatRange range =
            findRanges(program, {input, input})[program.results().front()];
        for (double x : sample(low, high))
          for (double y : sample(low, high))
            expectWithin(runAll(program, {floatCell(x), floatCell(y)},
                                Precision::Declared)
                             .front()
                             .f,
                         range,
                         getSpelling(primitive).str() + " " +
                             getSpelling(type).str());
      }
}

TEST(FloatRange, ASquareIsNotNegative) {
  FloatRange range = rangeOf([](Expr x) { return x * x; }, FloatRange());
  EXPECT_EQ(range.low, 0);
  EXPECT_TRUE(range.isFinite());
  EXPECT_TRUE(
      rangeOf([](Expr x) { return x * x + 1e-5; }, FloatRange()).isPositive());
}

TEST(FloatRange, AnExponentialOverflowsInItsType) {
  auto power = [](Expr x) { return exp(x); };
  FloatRange hundred = {0, 100, false, false};
  EXPECT_FALSE(rangeOf(power, hundred, Type::F64).mayBeInfinite);
  EXPECT_TRUE(rangeOf(power, hundred, Type::F32).mayBeInfinite);
}

TEST(FloatRange, AComparisonNarrowsWhatItChooses) {
  auto sigmoid = [](Expr x) {
    Expr zero = x.program->constant(0.0, x.type());
    Expr isNegative = compare(P::Lt, x, zero);
    Expr e = exp(select(isNegative, x, -x));
    return select(isNegative, e, e * 0.0 + 1.0) / (1.0 + e);
  };
  FloatRange range = rangeOf(sigmoid, FloatRange());
  EXPECT_TRUE(range.isFinite());
  EXPECT_EQ(range.low, 0);
  EXPECT_EQ(range.high, 1);
}

TEST(FloatRange, FlagsGoOn) {
  FloatRange any = FloatRange::any();
  EXPECT_TRUE(rangeOf([](Expr x) { return x + 1.0; }, any).mayBeNaN);
  EXPECT_FALSE(rangeOf([](Expr x) { return tanh(x); }, any).mayBeInfinite);
  EXPECT_TRUE(rangeOf([](Expr x) { return x - x; }, {0, infinity, true, false})
                  .mayBeNaN);
}

TEST(FloatRange, SlopesAreSteepWhereTheyMayBeInfinite) {
  FloatRange any, positive = {1e-5, infinity, false, false},
                  least = {0, infinity, false, false};
  auto root = [](Expr x) { return sqrt(x); };
  auto inverse = [](Expr x) { return 1.0 / x; };
  auto power = [](Expr x) { return exp(x); };
  auto half = [](Expr x) { return x / 2.0; };
  auto square = [](Expr x) { return pow(x, 2.0); };
  EXPECT_TRUE(isSteepAt(root, least));
  EXPECT_FALSE(isSteepAt(root, positive));
  EXPECT_TRUE(isSteepAt(inverse, any, 1));
  EXPECT_FALSE(isSteepAt(inverse, positive, 1));
  EXPECT_FALSE(isSteepAt(half, any));
  EXPECT_TRUE(isSteepAt(power, any));
  EXPECT_FALSE(isSteepAt(power, {-infinity, 0, false, false}));
  EXPECT_FALSE(isSteepAt(square, any));
  EXPECT_FALSE(isSteepAt([](Expr x) { return x * 2.0; }, FloatRange::any()));
  EXPECT_TRUE(isSteepAt([](Expr x) { return 2.0 * x; }, FloatRange::any()));
}
