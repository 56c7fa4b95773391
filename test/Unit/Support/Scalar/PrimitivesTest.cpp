//===- PrimitivesTest.cpp - tests of the scalar primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace ag;
using T = ScalarType;
using P = Primitive;

namespace {
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

T resultTypeOf(P primitive, T type) {
  return isComparison(primitive) ? T::I1 : type;
}

int64_t onInts(P primitive, T type, int64_t a, int64_t b = 0) {
  Cell operands[] = {intCell(a), intCell(b)};
  return evaluate(primitive, type, resultTypeOf(primitive, type),
                  llvm::ArrayRef(operands, getArity(primitive)),
                  Precision::Declared)
      .i;
}

Cell onFloats(P primitive, T type, double a, double b, Precision precision) {
  Cell operands[] = {floatCell(a), floatCell(b)};
  return evaluate(primitive, type, resultTypeOf(primitive, type),
                  llvm::ArrayRef(operands, getArity(primitive)), precision);
}

double onDoubles(P primitive, double a, double b = 0.0) {
  return onFloats(primitive, T::F64, a, b, Precision::Declared).f;
}

struct IntCase {
  P primitive;
  T type;
  int64_t a, b, expected;
};

void expectAll(llvm::ArrayRef<IntCase> cases) {
  for (const IntCase &c : cases)
    EXPECT_EQ(onInts(c.primitive, c.type, c.a, c.b), c.expected)
        << getSpelling(c.primitive).str() << " " << getSpelling(c.type).str()
        << " " << c.a << " " << c.b;
}

int64_t toInt(double value, T to) {
  return castCell(floatCell(value), T::F64, to, Precision::Declared).i;
}

double toFloat(int64_t value, T from, T to, Precision precision) {
  return castCell(intCell(value), from, to, precision).f;
}
} // namespace

TEST(Primitives, TableIsReadable) {
  EXPECT_EQ(getSpelling(P::Rsqrt), "rsqrt");
  EXPECT_EQ(getArity(P::Neg), 1u);
  EXPECT_EQ(getArity(P::Gt), 2u);
  EXPECT_EQ(getArity(P::Select), 3u);
  EXPECT_EQ(parsePrimitive("cast"), P::Cast);
  EXPECT_EQ(parsePrimitive("no such"), std::nullopt);
  EXPECT_TRUE(isComparison(P::Lt) && isComparison(P::Gt));
  EXPECT_FALSE(isComparison(P::Shr) || isComparison(P::Select));
}

TEST(Primitives, KindsOfOperands) {
  EXPECT_TRUE(accepts(P::Add, T::UI8) && accepts(P::Add, T::F16));
  EXPECT_FALSE(accepts(P::Add, T::I1));
  EXPECT_TRUE(accepts(P::Max, T::I1) && accepts(P::Xor, T::I1));
  EXPECT_FALSE(accepts(P::Xor, T::F32));
  EXPECT_TRUE(accepts(P::Exp, T::BF16));
  EXPECT_FALSE(accepts(P::Exp, T::I32));
}

TEST(Primitives, IntegersWrap) {
  expectAll({{P::Add, T::I8, 127, 1, -128},
             {P::Add, T::UI8, 255, 1, 0},
             {P::Add, T::I64, INT64_MAX, 1, INT64_MIN},
             {P::Sub, T::UI16, 0, 1, 65535},
             {P::Sub, T::I32, INT32_MIN, 1, INT32_MAX},
             {P::Mul, T::I16, 300, 300, 90000 - 65536},
             {P::Mul, T::I64, INT64_MIN, -1, INT64_MIN},
             {P::Mul, T::UI64, -1, -1, 1},
             {P::Neg, T::I8, -128, 0, -128},
             {P::Neg, T::UI8, 1, 0, 255},
             {P::Abs, T::I32, INT32_MIN, 0, INT32_MIN},
             {P::Abs, T::I8, -5, 0, 5},
             {P::Abs, T::UI8, 200, 0, 200},
             {P::Abs, T::UI64, -1, 0, -1}});
}

TEST(Primitives, DivisionIsDefinedEverywhere) {
  expectAll({{P::Div, T::I32, -7, 2, -3},
             {P::Div, T::I32, 7, -2, -3},
             {P::Rem, T::I32, -7, 2, -1},
             {P::Rem, T::I32, 7, -2, 1},
             {P::Div, T::I32, 5, 0, -1},
             {P::Div, T::UI8, 5, 0, 255},
             {P::Div, T::UI64, 0, 0, -1},
             {P::Rem, T::I32, -5, 0, -5},
             {P::Rem, T::UI8, 200, 0, 200},
             {P::Div, T::I8, -128, -1, -128},
             {P::Rem, T::I8, -128, -1, 0},
             {P::Div, T::I64, INT64_MIN, -1, INT64_MIN},
             {P::Rem, T::I64, INT64_MIN, -1, 0},
             {P::Div, T::UI8, 200, 7, 28},
             {P::Div, T::UI64, -1, 2, INT64_MAX},
             {P::Rem, T::UI64, -1, 10, 5}});
}

TEST(Primitives, IntegerPowers) {
  expectAll({{P::Pow, T::I32, 3, 4, 81},
             {P::Pow, T::I32, 0, 0, 1},
             {P::Pow, T::I32, 0, -1, 0},
             {P::Pow, T::I32, 2, -1, 0},
             {P::Pow, T::I32, 1, INT32_MIN, 1},
             {P::Pow, T::I32, -1, -3, -1},
             {P::Pow, T::I32, -1, -4, 1},
             {P::Pow, T::I8, 2, 7, -128},
             {P::Pow, T::I8, 2, 8, 0},
             {P::Pow, T::UI8, 3, 5, 243},
             {P::Pow, T::UI8, 3, 255, 171},
             {P::Pow, T::UI64, 3, -1, -6148914691236517205}});
}

TEST(Primitives, ShiftsPastTheWidth) {
  expectAll({{P::Shl, T::I8, 1, 7, -128},
             {P::Shl, T::I8, 1, 8, 0},
             {P::Shl, T::I32, 1, -1, 0},
             {P::Shl, T::UI64, 3, 63, INT64_MIN},
             {P::Shl, T::I64, 1, 64, 0},
             {P::Shr, T::I8, -128, 1, -64},
             {P::Shr, T::I8, -128, 8, -1},
             {P::Shr, T::I8, 127, 100, 0},
             {P::Shr, T::I32, -5, -1, -1},
             {P::Shr, T::UI8, 128, 7, 1},
             {P::Shr, T::UI8, 128, 8, 0},
             {P::Shr, T::UI64, -1, 63, 1},
             {P::Shr, T::UI64, -1, -1, 0},
             {P::Shl, T::I1, 1, 1, 0},
             {P::Shr, T::I1, 1, 0, 1}});
}

TEST(Primitives, BitsAndBools) {
  expectAll({{P::And, T::I8, -1, 0x0f, 0x0f},
             {P::Or, T::UI8, 0xf0, 0x0f, 0xff},
             {P::Xor, T::I8, -1, 1, -2},
             {P::And, T::I1, 1, 0, 0},
             {P::Or, T::I1, 1, 0, 1},
             {P::Xor, T::I1, 1, 1, 0},
             {P::Max, T::I1, 0, 1, 1},
             {P::Min, T::I1, 0, 1, 0},
             {P::Lt, T::I1, 0, 1, 1}});
}

TEST(Primitives, OrderHeedsTheSign) {
  expectAll({{P::Max, T::I8, -1, 1, 1},
             {P::Max, T::UI64, -1, 1, -1},
             {P::Min, T::UI64, -1, 1, 1},
             {P::Min, T::I64, -1, 1, -1},
             {P::Lt, T::I64, -1, 1, 1},
             {P::Lt, T::UI64, -1, 1, 0},
             {P::Gt, T::UI64, -1, 1, 1},
             {P::Ge, T::I32, 2, 2, 1},
             {P::Le, T::I32, 2, 2, 1},
             {P::Lt, T::I32, 2, 2, 0},
             {P::Eq, T::UI8, 255, 255, 1},
             {P::Ne, T::UI8, 255, 255, 0}});
}

TEST(Primitives, NanWinsInMaxAndMin) {
  for (P primitive : {P::Max, P::Min}) {
    EXPECT_TRUE(std::isnan(onDoubles(primitive, notANumber, 1.0)));
    EXPECT_TRUE(std::isnan(onDoubles(primitive, 1.0, notANumber)));
    EXPECT_TRUE(std::isnan(onDoubles(primitive, notANumber, infinity)));
  }
  EXPECT_EQ(onDoubles(P::Max, -infinity, 3.0), 3.0);
  EXPECT_EQ(onDoubles(P::Min, -infinity, 3.0), -infinity);
}

TEST(Primitives, NegativeZeroIsBelowZero) {
  EXPECT_FALSE(std::signbit(onDoubles(P::Max, -0.0, 0.0)));
  EXPECT_FALSE(std::signbit(onDoubles(P::Max, 0.0, -0.0)));
  EXPECT_TRUE(std::signbit(onDoubles(P::Min, -0.0, 0.0)));
  EXPECT_TRUE(std::signbit(onDoubles(P::Min, 0.0, -0.0)));
  EXPECT_TRUE(std::signbit(onDoubles(P::Max, -0.0, -0.0)));
  EXPECT_TRUE(std::signbit(onDoubles(P::Neg, 0.0)));
  EXPECT_FALSE(std::signbit(onDoubles(P::Abs, -0.0)));
  EXPECT_EQ(onFloats(P::Eq, T::F64, 0.0, -0.0, Precision::Declared).i, 1);
  EXPECT_EQ(onDoubles(P::Div, 1.0, -0.0), -infinity);
}

TEST(Primitives, ComparisonsWithNanAreFalse) {
  for (P primitive : {P::Lt, P::Le, P::Eq, P::Ge, P::Gt, P::Ne})
    for (auto [a, b] : {std::pair(notANumber, 1.0),
                        {1.0, notANumber},
                        {notANumber, notANumber}})
      EXPECT_EQ(onFloats(primitive, T::F32, a, b, Precision::Declared).i,
                primitive == P::Ne)
          << getSpelling(primitive).str();
}

TEST(Primitives, FloatValues) {
  EXPECT_EQ(onDoubles(P::Rem, -7.5, 2.0), -1.5);
  EXPECT_TRUE(std::isnan(onDoubles(P::Rem, 1.0, 0.0)));
  EXPECT_EQ(onDoubles(P::Pow, 2.0, -2.0), 0.25);
  EXPECT_EQ(onDoubles(P::Pow, notANumber, 0.0), 1.0);
  EXPECT_TRUE(std::isnan(onDoubles(P::Pow, -8.0, 1.0 / 3.0)));
  EXPECT_EQ(onDoubles(P::Log, 0.0), -infinity);
  EXPECT_TRUE(std::isnan(onDoubles(P::Log, -1.0)));
  EXPECT_EQ(onDoubles(P::Exp, -infinity), 0.0);
  EXPECT_EQ(onDoubles(P::Tanh, infinity), 1.0);
  EXPECT_EQ(onDoubles(P::Erf, -infinity), -1.0);
  EXPECT_NEAR(onDoubles(P::Erf, 0.5), 0.5204998778130465, 1e-15);
  EXPECT_EQ(onDoubles(P::Sqrt, 2.25), 1.5);
  EXPECT_EQ(onDoubles(P::Rsqrt, 0.25), 2.0);
  EXPECT_EQ(onDoubles(P::Rsqrt, -0.0), -infinity);
  EXPECT_EQ(onDoubles(P::Floor, -1.5), -2.0);
}

TEST(Primitives, PrecisionDecidesWhetherToRound) {
  auto third = [](T type, Precision precision) {
    return onFloats(P::Div, type, 1.0, 3.0, precision).f;
  };
  EXPECT_EQ(third(T::F32, Precision::Double), 1.0 / 3.0);
  EXPECT_EQ(third(T::F32, Precision::Declared), 1.0f / 3.0f);
  EXPECT_EQ(third(T::BF16, Precision::Declared), 0xabp-9);
  EXPECT_EQ(third(T::F16, Precision::Declared), 0x555p-12);
}

TEST(Primitives, SelectTakesOneUnchanged) {
  for (int64_t condition : {0, 1}) {
    Cell operands[] = {intCell(condition), floatCell(notANumber),
                       floatCell(-0.0)};
    Cell value =
        evaluate(P::Select, T::F32, T::F32, operands, Precision::Declared);
    EXPECT_EQ(std::isnan(value.f), condition == 1);
    EXPECT_TRUE(condition == 1 || std::signbit(value.f));
  }
}

TEST(Primitives, FloatToIntegerTruncatesAndSaturates) {
  EXPECT_EQ(toInt(-1.9, T::I32), -1);
  EXPECT_EQ(toInt(1.9, T::UI8), 1);
  EXPECT_EQ(toInt(-0.9, T::UI8), 0);
  EXPECT_EQ(toInt(-5.0, T::UI64), 0);
  EXPECT_EQ(toInt(127.99, T::I8), 127);
  EXPECT_EQ(toInt(128.0, T::I8), 127);
  EXPECT_EQ(toInt(-128.99, T::I8), -128);
  EXPECT_EQ(toInt(-1e300, T::I8), -128);
  EXPECT_EQ(toInt(infinity, T::I64), INT64_MAX);
  EXPECT_EQ(toInt(-infinity, T::I64), INT64_MIN);
  EXPECT_EQ(toInt(0x1p63, T::I64), INT64_MAX);
  EXPECT_EQ(toInt(0x1.fffffffffffffp62, T::I64), 0x7ffffffffffffc00);
  EXPECT_EQ(toInt(0x1p63, T::UI64), INT64_MIN); // As bits, 2^63.
  EXPECT_EQ(toInt(0x1p64, T::UI64), -1);
  for (T type : {T::I8, T::I64, T::UI8, T::UI64})
    EXPECT_EQ(toInt(notANumber, type), 0);
}

TEST(Primitives, CastsToBoolAskForNotZero) {
  EXPECT_EQ(toInt(0.5, T::I1), 1);
  EXPECT_EQ(toInt(-0.0, T::I1), 0);
  EXPECT_EQ(toInt(notANumber, T::I1), 1);
  EXPECT_EQ(castCell(intCell(2), T::I32, T::I1, Precision::Declared).i, 1);
  EXPECT_EQ(castCell(intCell(1), T::I1, T::I8, Precision::Declared).i, 1);
}

TEST(Primitives, IntegersWrapIntoIntegers) {
  auto cast = [](int64_t value, T from, T to) {
    return castCell(intCell(value), from, to, Precision::Declared).i;
  };
  EXPECT_EQ(cast(300, T::I32, T::UI8), 44);
  EXPECT_EQ(cast(-1, T::I8, T::UI32), 4294967295);
  EXPECT_EQ(cast(255, T::UI8, T::I8), -1);
  EXPECT_EQ(cast(255, T::UI8, T::I32), 255);
  EXPECT_EQ(cast(-1, T::UI64, T::I64), -1);
}

TEST(Primitives, IntegersRoundOnceIntoFloats) {
  Precision declared = Precision::Declared;
  EXPECT_EQ(toFloat(16777217, T::I32, T::F32, declared), 16777216.0);
  EXPECT_EQ(toFloat(16777217, T::I32, T::F32, Precision::Double), 16777217.0);
  EXPECT_EQ(toFloat(-1, T::I64, T::F64, declared), -1.0);
  EXPECT_EQ(toFloat(-1, T::UI64, T::F64, declared), 0x1p64);
  EXPECT_EQ(toFloat(70000, T::I32, T::F16, declared), infinity);
  // Just above a tie of the narrow type, and a tie itself after rounding to
  // double.
  EXPECT_EQ(toFloat((1ll << 60) + (1ll << 36) + 1, T::I64, T::F32, declared),
            0x1p60 + 0x1p37);
  EXPECT_EQ(toFloat((1ll << 60) + (1ll << 52) + 1, T::I64, T::BF16, declared),
            0x1p60 + 0x1p53);
  EXPECT_EQ(toFloat((1ll << 60) + (1ll << 52) + 1, T::UI64, T::BF16, declared),
            0x1p60 + 0x1p53);
}

TEST(Primitives, FloatsRoundIntoFloats) {
  Cell value = floatCell(1.0 + 0x1p-8);
  EXPECT_EQ(castCell(value, T::F32, T::BF16, Precision::Declared).f, 1.0);
  EXPECT_EQ(castCell(value, T::F32, T::BF16, Precision::Double).f, value.f);
  EXPECT_EQ(castCell(value, T::BF16, T::F64, Precision::Declared).f, value.f);
}

TEST(Primitives, IdempotentOnesKeepWhatIsTwice) {
#define AG_LIST(name, ...) P::name,
  for (P primitive : {AG_PRIMITIVES(AG_LIST)}) {
#undef AG_LIST
    if (getArity(primitive) != 2 || !accepts(primitive, T::I8))
      continue;
    bool keepsAll = true;
    for (int value = -128; value < 128; ++value)
      keepsAll &= onInts(primitive, T::I8, value, value) == value;
    EXPECT_EQ(isIdempotent(primitive), keepsAll)
        << getSpelling(primitive).str();
  }
}

TEST(Primitives, Costs) {
  auto costs = [](P primitive, T type, PrimitiveCost::Kind kind) {
    PrimitiveCost cost = getCost(primitive, type);
    return cost.kind == kind ? cost.count : -1;
  };
  EXPECT_EQ(costs(P::Add, T::F32, PrimitiveCost::Steps), 1);
  EXPECT_EQ(costs(P::Add, T::I8, PrimitiveCost::Steps), 1);
  EXPECT_EQ(costs(P::Exp, T::BF16, PrimitiveCost::Steps), 12);
  EXPECT_EQ(costs(P::Sin, T::F32, PrimitiveCost::Cycles), 7);
  // Vectors of floats are divided, those of integers are not.
  EXPECT_EQ(costs(P::Div, T::F64, PrimitiveCost::Steps), 4);
  EXPECT_EQ(costs(P::Div, T::I32, PrimitiveCost::Cycles), 7);
  EXPECT_EQ(costs(P::Rem, T::UI64, PrimitiveCost::Cycles), 7);
  EXPECT_EQ(costs(P::Pow, T::I64, PrimitiveCost::Cycles), 7);
#define AG_LIST(name, ...) P::name,
  for (P primitive : {AG_PRIMITIVES(AG_LIST)})
#undef AG_LIST
    EXPECT_GT(getCost(primitive, T::F32).count, 0)
        << getSpelling(primitive).str();
}
