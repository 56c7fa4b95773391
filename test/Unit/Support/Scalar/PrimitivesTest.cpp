//===- PrimitivesTest.cpp - tests of the scalar primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Support/Numbers.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/APInt.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using Type = ScalarType;
using P = Primitive;

namespace {

Type resultTypeOf(P primitive, Type type) {
  return isComparison(primitive) ? Type::I1 : type;
}

int64_t onInts(P primitive, Type type, int64_t a, int64_t b = 0) {
  Cell operands[] = {intCell(a), intCell(b)};
  return evaluate(primitive, type, resultTypeOf(primitive, type),
                  llvm::ArrayRef(operands, getArity(primitive)),
                  Precision::Declared)
      .i;
}

Cell onFloats(P primitive, Type type, double a, double b, Precision precision) {
  Cell operands[] = {floatCell(a), floatCell(b)};
  return evaluate(primitive, type, resultTypeOf(primitive, type),
                  llvm::ArrayRef(operands, getArity(primitive)), precision);
}

double onDoubles(P primitive, double a, double b = 0.0) {
  return onFloats(primitive, Type::F64, a, b, Precision::Declared).f;
}

struct IntCase {
  P primitive;
  Type type;
  int64_t a, b, expected;
};

void expectAll(llvm::ArrayRef<IntCase> cases) {
  for (const IntCase &c : cases)
    EXPECT_EQ(onInts(c.primitive, c.type, c.a, c.b), c.expected)
        << getSpelling(c.primitive).str() << " " << getSpelling(c.type).str()
        << " " << c.a << " " << c.b;
}

int64_t toInt(double value, Type to) {
  return castCell(floatCell(value), Type::F64, to, Precision::Declared).i;
}

double toFloat(int64_t value, Type from, Type to, Precision precision) {
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
  EXPECT_TRUE(accepts(P::Add, Type::UI8) && accepts(P::Add, Type::F16));
  EXPECT_FALSE(accepts(P::Add, Type::I1));
  EXPECT_TRUE(accepts(P::Max, Type::I1) && accepts(P::Xor, Type::I1));
  EXPECT_FALSE(accepts(P::Xor, Type::F32));
  EXPECT_TRUE(accepts(P::Exp, Type::BF16));
  EXPECT_FALSE(accepts(P::Exp, Type::I32));
}

TEST(Primitives, IntegersWrap) {
  expectAll({{P::Add, Type::I8, 127, 1, -128},
             {P::Add, Type::UI8, 255, 1, 0},
             {P::Add, Type::I64, INT64_MAX, 1, INT64_MIN},
             {P::Sub, Type::UI16, 0, 1, 65535},
             {P::Sub, Type::I32, INT32_MIN, 1, INT32_MAX},
             {P::Mul, Type::I16, 300, 300, 90000 - 65536},
             {P::Mul, Type::I64, INT64_MIN, -1, INT64_MIN},
             {P::Mul, Type::UI64, -1, -1, 1},
             {P::Neg, Type::I8, -128, 0, -128},
             {P::Neg, Type::UI8, 1, 0, 255},
             {P::Abs, Type::I32, INT32_MIN, 0, INT32_MIN},
             {P::Abs, Type::I8, -5, 0, 5},
             {P::Abs, Type::UI8, 200, 0, 200},
             {P::Abs, Type::UI64, -1, 0, -1}});
}

TEST(Primitives, DivisionIsDefinedEverywhere) {
  expectAll({{P::Div, Type::I32, -7, 2, -3},
             {P::Div, Type::I32, 7, -2, -3},
             {P::Rem, Type::I32, -7, 2, -1},
             {P::Rem, Type::I32, 7, -2, 1},
             {P::Div, Type::I32, 5, 0, -1},
             {P::Div, Type::UI8, 5, 0, 255},
             {P::Div, Type::UI64, 0, 0, -1},
             {P::Rem, Type::I32, -5, 0, -5},
             {P::Rem, Type::UI8, 200, 0, 200},
             {P::Div, Type::I8, -128, -1, -128},
             {P::Rem, Type::I8, -128, -1, 0},
             {P::Div, Type::I64, INT64_MIN, -1, INT64_MIN},
             {P::Rem, Type::I64, INT64_MIN, -1, 0},
             {P::Div, Type::UI8, 200, 7, 28},
             {P::Div, Type::UI64, -1, 2, INT64_MAX},
             {P::Rem, Type::UI64, -1, 10, 5}});
}

TEST(Primitives, IntegerPowers) {
  expectAll({{P::Pow, Type::I32, 3, 4, 81},
             {P::Pow, Type::I32, 0, 0, 1},
             {P::Pow, Type::I32, 0, -1, 0},
             {P::Pow, Type::I32, 2, -1, 0},
             {P::Pow, Type::I32, 1, INT32_MIN, 1},
             {P::Pow, Type::I32, -1, -3, -1},
             {P::Pow, Type::I32, -1, -4, 1},
             {P::Pow, Type::I8, 2, 7, -128},
             {P::Pow, Type::I8, 2, 8, 0},
             {P::Pow, Type::UI8, 3, 5, 243},
             {P::Pow, Type::UI8, 3, 255, 171},
             {P::Pow, Type::UI64, 3, -1, -6148914691236517205}});
}

TEST(Primitives, ShiftsPastTheWidth) {
  expectAll({{P::Shl, Type::I8, 1, 7, -128},
             {P::Shl, Type::I8, 1, 8, 0},
             {P::Shl, Type::I32, 1, -1, 0},
             {P::Shl, Type::UI64, 3, 63, INT64_MIN},
             {P::Shl, Type::I64, 1, 64, 0},
             {P::Shr, Type::I8, -128, 1, -64},
             {P::Shr, Type::I8, -128, 8, -1},
             {P::Shr, Type::I8, 127, 100, 0},
             {P::Shr, Type::I32, -5, -1, -1},
             {P::Shr, Type::UI8, 128, 7, 1},
             {P::Shr, Type::UI8, 128, 8, 0},
             {P::Shr, Type::UI64, -1, 63, 1},
             {P::Shr, Type::UI64, -1, -1, 0},
             {P::Shl, Type::I1, 1, 1, 0},
             {P::Shr, Type::I1, 1, 0, 1}});
}

TEST(Primitives, BitsAndBools) {
  expectAll({{P::And, Type::I8, -1, 0x0f, 0x0f},
             {P::Or, Type::UI8, 0xf0, 0x0f, 0xff},
             {P::Xor, Type::I8, -1, 1, -2},
             {P::And, Type::I1, 1, 0, 0},
             {P::Or, Type::I1, 1, 0, 1},
             {P::Xor, Type::I1, 1, 1, 0},
             {P::Max, Type::I1, 0, 1, 1},
             {P::Min, Type::I1, 0, 1, 0},
             {P::Lt, Type::I1, 0, 1, 1}});
}

TEST(Primitives, OrderHeedsTheSign) {
  expectAll({{P::Max, Type::I8, -1, 1, 1},
             {P::Max, Type::UI64, -1, 1, -1},
             {P::Min, Type::UI64, -1, 1, 1},
             {P::Min, Type::I64, -1, 1, -1},
             {P::Lt, Type::I64, -1, 1, 1},
             {P::Lt, Type::UI64, -1, 1, 0},
             {P::Gt, Type::UI64, -1, 1, 1},
             {P::Ge, Type::I32, 2, 2, 1},
             {P::Le, Type::I32, 2, 2, 1},
             {P::Lt, Type::I32, 2, 2, 0},
             {P::Eq, Type::UI8, 255, 255, 1},
             {P::Ne, Type::UI8, 255, 255, 0}});
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
  EXPECT_EQ(onFloats(P::Eq, Type::F64, 0.0, -0.0, Precision::Declared).i, 1);
  EXPECT_EQ(onDoubles(P::Div, 1.0, -0.0), -infinity);
}

TEST(Primitives, ComparisonsWithNanAreFalse) {
  for (P primitive : {P::Lt, P::Le, P::Eq, P::Ge, P::Gt, P::Ne})
    for (auto [a, b] : {std::pair(notANumber, 1.0),
                        {1.0, notANumber},
                        {notANumber, notANumber}})
      EXPECT_EQ(onFloats(primitive, Type::F32, a, b, Precision::Declared).i,
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
  auto third = [](Type type, Precision precision) {
    return onFloats(P::Div, type, 1.0, 3.0, precision).f;
  };
  EXPECT_EQ(third(Type::F32, Precision::Double), 1.0 / 3.0);
  EXPECT_EQ(third(Type::F32, Precision::Declared), 1.0f / 3.0f);
  EXPECT_EQ(third(Type::BF16, Precision::Declared), 0xabp-9);
  EXPECT_EQ(third(Type::F16, Precision::Declared), 0x555p-12);
}

TEST(Primitives, SelectTakesOneUnchanged) {
  for (int64_t condition : {0, 1}) {
    Cell operands[] = {intCell(condition), floatCell(notANumber),
                       floatCell(-0.0)};
    Cell value = evaluate(P::Select, Type::F32, Type::F32, operands,
                          Precision::Declared);
    EXPECT_EQ(std::isnan(value.f), condition == 1);
    EXPECT_TRUE(condition == 1 || std::signbit(value.f));
  }
}

TEST(Primitives, FloatToIntegerTruncatesAndSaturates) {
  EXPECT_EQ(toInt(-1.9, Type::I32), -1);
  EXPECT_EQ(toInt(1.9, Type::UI8), 1);
  EXPECT_EQ(toInt(-0.9, Type::UI8), 0);
  EXPECT_EQ(toInt(-5.0, Type::UI64), 0);
  EXPECT_EQ(toInt(127.99, Type::I8), 127);
  EXPECT_EQ(toInt(128.0, Type::I8), 127);
  EXPECT_EQ(toInt(-128.99, Type::I8), -128);
  EXPECT_EQ(toInt(-1e300, Type::I8), -128);
  EXPECT_EQ(toInt(infinity, Type::I64), INT64_MAX);
  EXPECT_EQ(toInt(-infinity, Type::I64), INT64_MIN);
  EXPECT_EQ(toInt(0x1p63, Type::I64), INT64_MAX);
  EXPECT_EQ(toInt(0x1.fffffffffffffp62, Type::I64), 0x7ffffffffffffc00);
  EXPECT_EQ(toInt(0x1p63, Type::UI64), INT64_MIN); // 2^63, as bits
  EXPECT_EQ(toInt(0x1p64, Type::UI64), -1);
  for (Type type : {Type::I8, Type::I64, Type::UI8, Type::UI64})
    EXPECT_EQ(toInt(notANumber, type), 0);
}

TEST(Primitives, CastsToBoolAskForNotZero) {
  EXPECT_EQ(toInt(0.5, Type::I1), 1);
  EXPECT_EQ(toInt(-0.0, Type::I1), 0);
  EXPECT_EQ(toInt(notANumber, Type::I1), 1);
  EXPECT_EQ(castCell(intCell(2), Type::I32, Type::I1, Precision::Declared).i,
            1);
  EXPECT_EQ(castCell(intCell(1), Type::I1, Type::I8, Precision::Declared).i, 1);
}

TEST(Primitives, IntegersWrapIntoIntegers) {
  auto cast = [](int64_t value, Type from, Type to) {
    return castCell(intCell(value), from, to, Precision::Declared).i;
  };
  EXPECT_EQ(cast(300, Type::I32, Type::UI8), 44);
  EXPECT_EQ(cast(-1, Type::I8, Type::UI32), 4294967295);
  EXPECT_EQ(cast(255, Type::UI8, Type::I8), -1);
  EXPECT_EQ(cast(255, Type::UI8, Type::I32), 255);
  EXPECT_EQ(cast(-1, Type::UI64, Type::I64), -1);
}

TEST(Primitives, IntegersRoundOnceIntoFloats) {
  Precision declared = Precision::Declared;
  EXPECT_EQ(toFloat(16777217, Type::I32, Type::F32, declared), 16777216.0);
  EXPECT_EQ(toFloat(16777217, Type::I32, Type::F32, Precision::Double),
            16777217.0);
  EXPECT_EQ(toFloat(-1, Type::I64, Type::F64, declared), -1.0);
  EXPECT_EQ(toFloat(-1, Type::UI64, Type::F64, declared), 0x1p64);
  EXPECT_EQ(toFloat(70000, Type::I32, Type::F16, declared), infinity);
  // A value just above a tie of the narrow type, which rounding to double would
  // turn into a tie
  EXPECT_EQ(
      toFloat((1ll << 60) + (1ll << 36) + 1, Type::I64, Type::F32, declared),
      0x1p60 + 0x1p37);
  EXPECT_EQ(
      toFloat((1ll << 60) + (1ll << 52) + 1, Type::I64, Type::BF16, declared),
      0x1p60 + 0x1p53);
  EXPECT_EQ(
      toFloat((1ll << 60) + (1ll << 52) + 1, Type::UI64, Type::BF16, declared),
      0x1p60 + 0x1p53);
}

TEST(Primitives, FloatsRoundIntoFloats) {
  Cell value = floatCell(1.0 + 0x1p-8);
  EXPECT_EQ(castCell(value, Type::F32, Type::BF16, Precision::Declared).f, 1.0);
  EXPECT_EQ(castCell(value, Type::F32, Type::BF16, Precision::Double).f,
            value.f);
  EXPECT_EQ(castCell(value, Type::BF16, Type::F64, Precision::Declared).f,
            value.f);
}

TEST(Primitives, CountsOfBits) {
  for (Type type : allScalarTypes) {
    if (isFloat(type))
      continue;
    unsigned width = getBitWidth(type);
    for (int64_t number : {0, 1, 2, 20, -1, -128, 1 << 30}) {
      int64_t value = wrapToType(number, type);
      llvm::APInt bits(width, static_cast<uint64_t>(value),
                       /*isSigned=*/false, /*implicitTrunc=*/true);
      auto wrapped = [&](unsigned count) { return wrapToType(count, type); };
      EXPECT_EQ(onInts(P::Ctlz, type, value), wrapped(bits.countl_zero()));
      EXPECT_EQ(onInts(P::Cttz, type, value), wrapped(bits.countr_zero()));
      EXPECT_EQ(onInts(P::Ctpop, type, value), wrapped(bits.popcount()));
    }
  }
}

TEST(Primitives, UpperHalvesOfProducts) {
  expectAll({{P::MulHigh, Type::I8, -3, 100, -2},
             {P::MulHigh, Type::UI8, 253, 100, 98},
             {P::MulHigh, Type::I8, -128, -128, 64},
             {P::MulHigh, Type::I32, -1, 1, -1},
             {P::MulHigh, Type::UI32, 4294967295, 4294967295, 4294967294},
             {P::MulHigh, Type::I64, INT64_MIN, INT64_MIN, 1ll << 62},
             {P::MulHigh, Type::I64, INT64_MIN, 2, -1},
             {P::MulHigh, Type::UI64, -1, -1, -2},
             {P::MulHigh, Type::I1, 1, 1, 0}});
}

TEST(Primitives, BitcastsKeepBits) {
  auto bitsOf = [](double value, Type from, Type to) {
    Cell operand = floatCell(value);
    return evaluate(P::Bitcast, from, to, operand, Precision::Double).i;
  };
  auto floatOf = [](int64_t bits, Type from, Type to) {
    Cell operand = intCell(bits);
    return evaluate(P::Bitcast, from, to, operand, Precision::Double).f;
  };
  EXPECT_EQ(bitsOf(1.0, Type::F32, Type::I32), 0x3F800000);
  EXPECT_EQ(bitsOf(-0.0, Type::F32, Type::I32), INT32_MIN);
  EXPECT_EQ(bitsOf(-0.0, Type::F16, Type::UI16), 0x8000);
  EXPECT_EQ(bitsOf(-2.0, Type::F64, Type::I64), INT64_MIN >> 1);
  // A number is rounded to its type first.
  EXPECT_EQ(bitsOf(1.0 + 0x1p-9, Type::BF16, Type::I16), 0x3F80);
  EXPECT_EQ(floatOf(1, Type::I32, Type::F32), 0x1p-149);
  EXPECT_EQ(floatOf(-1024, Type::I16, Type::F16), -infinity);
  EXPECT_TRUE(std::isnan(floatOf(0x7FC0, Type::I16, Type::BF16)));
  Cell half = floatCell(-2.0);
  EXPECT_EQ(
      evaluate(P::Bitcast, Type::F16, Type::BF16, half, Precision::Declared).f,
      -2.0);
}

TEST(Primitives, IdempotentOnesKeepWhatIsTwice) {
#define AG_LIST(name, ...) P::name,
  for (P primitive : {AG_PRIMITIVES(AG_LIST)}) {
#undef AG_LIST
    if (getArity(primitive) != 2 || !accepts(primitive, Type::I8))
      continue;
    bool keepsAll = true;
    for (int value = -128; value < 128; ++value)
      keepsAll &= onInts(primitive, Type::I8, value, value) == value;
    EXPECT_EQ(isIdempotent(primitive), keepsAll)
        << getSpelling(primitive).str();
  }
}

TEST(Primitives, Costs) {
  auto costs = [](P primitive, Type type, PrimitiveCost::Kind kind) {
    PrimitiveCost cost = getCost(primitive, type);
    return cost.kind == kind ? cost.count : -1;
  };
  EXPECT_EQ(costs(P::Add, Type::F32, PrimitiveCost::Steps), 1);
  EXPECT_EQ(costs(P::Add, Type::I8, PrimitiveCost::Steps), 1);
  EXPECT_EQ(costs(P::Exp, Type::BF16, PrimitiveCost::Steps), 12);
  EXPECT_EQ(costs(P::Sin, Type::F32, PrimitiveCost::Cycles), 7);
  // There is a vector division of floats, but none of integers.
  EXPECT_EQ(costs(P::Div, Type::F64, PrimitiveCost::Steps), 4);
  EXPECT_EQ(costs(P::Div, Type::I32, PrimitiveCost::Cycles), 7);
  EXPECT_EQ(costs(P::Rem, Type::UI64, PrimitiveCost::Cycles), 7);
  EXPECT_EQ(costs(P::Pow, Type::I64, PrimitiveCost::Cycles), 7);
#define AG_LIST(name, ...) P::name,
  for (P primitive : {AG_PRIMITIVES(AG_LIST)})
#undef AG_LIST
    EXPECT_GT(getCost(primitive, Type::F32).count, 0)
        << getSpelling(primitive).str();
}
