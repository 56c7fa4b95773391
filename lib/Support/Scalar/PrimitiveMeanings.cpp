//===- PrimitiveMeanings.cpp - what each scalar primitive computes --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each primitive's meaning is one row of one of the lists below. `withMeaning`
// turns a row into a function on cells, once for all lanes, so that the loop
// over lanes has no switch.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/Stirring.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Floats: values of the doubles a, b and c
//===----------------------------------------------------------------------===//

/// IEEE 754-2019 maximum: NaN wins, and +0 is above -0.
double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<double>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

#define AG_FLOAT_MEANINGS(X)                                                   \
  X(Add, a + b)                                                                \
  X(Sub, a - b)                                                                \
  X(Mul, a *b)                                                                 \
  X(Div, a / b)                                                                \
  X(Rem, std::fmod(a, b))                                                      \
  X(Pow, std::pow(a, b))                                                       \
  X(Max, maximum(a, b))                                                        \
  X(Min, -maximum(-a, -b))                                                     \
  X(Neg, -a)                                                                   \
  X(Abs, std::fabs(a))                                                         \
  X(Exp, std::exp(a))                                                          \
  X(Log, std::log(a))                                                          \
  X(Tanh, std::tanh(a))                                                        \
  X(Erf, std::erf(a))                                                          \
  X(Sqrt, std::sqrt(a))                                                        \
  X(Rsqrt, 1.0 / std::sqrt(a))                                                 \
  X(Floor, std::floor(a))                                                      \
  X(Ceil, std::ceil(a))                                                        \
  X(Trunc, std::trunc(a))                                                      \
  X(Round, std::round(a))                                                      \
  X(RoundEven, std::nearbyint(a))                                              \
  X(Sin, std::sin(a))                                                          \
  X(Cos, std::cos(a))                                                          \
  X(Tan, std::tan(a))                                                          \
  X(Asin, std::asin(a))                                                        \
  X(Acos, std::acos(a))                                                        \
  X(Atan, std::atan(a))                                                        \
  X(Atan2, std::atan2(a, b))                                                   \
  X(Sinh, std::sinh(a))                                                        \
  X(Cosh, std::cosh(a))                                                        \
  X(Asinh, std::asinh(a))                                                      \
  X(Acosh, std::acosh(a))                                                      \
  X(Atanh, std::atanh(a))                                                      \
  X(Exp2, std::exp2(a))                                                        \
  X(Expm1, std::expm1(a))                                                      \
  X(Log1p, std::log1p(a))                                                      \
  X(Log2, std::log2(a))                                                        \
  X(Log10, std::log10(a))                                                      \
  X(Cbrt, std::cbrt(a))                                                        \
  X(Erfc, std::erfc(a))                                                        \
  X(CopySign, std::copysign(a, b))                                             \
  X(Fma, std::fma(a, b, c))

//===----------------------------------------------------------------------===//
// Integers: values of a and b, each an Int (int64_t or uint64_t) that holds a
// number of `width` bits; the result is wrapped to that width afterwards
//===----------------------------------------------------------------------===//

/// Converts to two's complement, in which overflow is defined.
uint64_t bits(int64_t value) { return static_cast<uint64_t>(value); }
uint64_t bits(uint64_t value) { return value; }

uint64_t divide(uint64_t a, uint64_t b) { return b == 0 ? ~b : a / b; }
int64_t divide(int64_t a, int64_t b) {
  if (b == 0)
    return -1;
  return b == -1 ? static_cast<int64_t>(-bits(a)) : a / b;
}

uint64_t remainder(uint64_t a, uint64_t b) { return b == 0 ? a : a % b; }
int64_t remainder(int64_t a, int64_t b) {
  if (b == 0)
    return a;
  return b == -1 ? 0 : a % b;
}

uint64_t power(uint64_t base, uint64_t exponent) {
  uint64_t result = 1;
  for (uint64_t square = base; exponent; exponent >>= 1, square *= square)
    if (exponent & 1)
      result *= square;
  return result;
}
int64_t power(int64_t base, int64_t exponent) {
  if (exponent >= 0)
    return static_cast<int64_t>(power(bits(base), bits(exponent)));
  if (base == -1)
    return exponent % 2 == 0 ? 1 : -1;
  return base == 1 ? 1 : 0;
}

uint64_t absolute(uint64_t a) { return a; }
uint64_t absolute(int64_t a) { return a < 0 ? -bits(a) : bits(a); }

uint64_t shiftRight(uint64_t a, uint64_t by, unsigned width) {
  return by >= width ? 0 : a >> by;
}
int64_t shiftRight(int64_t a, int64_t by, unsigned width) {
  return a >> (bits(by) >= width ? 63 : by);
}

/// Return the lowest `width` bits, which a negative number has sign-extended.
uint64_t lowBits(uint64_t value, unsigned width) {
  return value & ~uint64_t(0) >> (64 - width);
}
unsigned countLeadingZeros(uint64_t value, unsigned width) {
  return llvm::countl_zero(lowBits(value, width)) - (64 - width);
}
unsigned countTrailingZeros(uint64_t value, unsigned width) {
  return std::min<unsigned>(llvm::countr_zero(value), width);
}

int64_t multiplyHigh(int64_t a, int64_t b, unsigned width) {
  return static_cast<int64_t>(__int128(a) * b >> width);
}
uint64_t multiplyHigh(uint64_t a, uint64_t b, unsigned width) {
  using Wide = unsigned __int128;
  return static_cast<uint64_t>(Wide(a) * b >> width);
}

#define AG_INTEGER_MEANINGS(X)                                                 \
  X(Add, bits(a) + bits(b))                                                    \
  X(Sub, bits(a) - bits(b))                                                    \
  X(Mul, bits(a) * bits(b))                                                    \
  X(Div, divide(a, b))                                                         \
  X(Rem, remainder(a, b))                                                      \
  X(Pow, power(a, b))                                                          \
  X(Max, a < b ? b : a)                                                        \
  X(Min, b < a ? b : a)                                                        \
  X(Neg, -bits(a))                                                             \
  X(Abs, absolute(a))                                                          \
  X(And, a &b)                                                                 \
  X(Or, a | b)                                                                 \
  X(Xor, a ^ b)                                                                \
  X(Shl, bits(b) >= width ? 0 : bits(a) << b)                                  \
  X(Shr, shiftRight(a, b, width))                                              \
  X(Ctlz, countLeadingZeros(bits(a), width))                                   \
  X(Cttz, countTrailingZeros(bits(a), width))                                  \
  X(Ctpop, llvm::popcount(lowBits(bits(a), width)))                            \
  X(MulHigh, multiplyHigh(a, b, width))

//===----------------------------------------------------------------------===//
// Comparisons: of doubles, int64_t or uint64_t
//===----------------------------------------------------------------------===//

#define AG_COMPARISON_MEANINGS(X)                                              \
  X(Lt, a < b)                                                                 \
  X(Le, a <= b)                                                                \
  X(Eq, a == b)                                                                \
  X(Ne, a != b)                                                                \
  X(Ge, a >= b)                                                                \
  X(Gt, a > b)

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

bool isSigned(ScalarType type) { return getKind(type) == ScalarKind::Signed; }

int64_t floatToInt(double value, ScalarType to) {
  if (std::isnan(value))
    return 0;
  double bits = getBitWidth(to) - (isSigned(to) ? 1.0 : 0.0);
  if (value >= std::exp2(bits))
    return getHighest(to);
  if (value <= (isSigned(to) ? -std::exp2(bits) : 0.0))
    return getLowest(to);
  if (isSigned(to))
    return static_cast<int64_t>(value);
  return static_cast<int64_t>(static_cast<uint64_t>(value));
}

/// Rounds once. A conversion to double first would round twice.
double intToFloat(int64_t value, ScalarType from, ScalarType to) {
  llvm::APFloat result(getSemantics(to));
  result.convertFromAPInt(llvm::APInt(64, static_cast<uint64_t>(value)),
                          isSigned(from), llvm::APFloat::rmNearestTiesToEven);
  return result.convertToDouble();
}

//===----------------------------------------------------------------------===//
// Functions on cells
//===----------------------------------------------------------------------===//

template <typename Value> Value valueOf(Cell cell) {
  return static_cast<Value>(cell.i);
}
template <> double valueOf<double>(Cell cell) { return cell.f; }

template <typename Use> void withFloatMeaning(Primitive primitive, Use use) {
  switch (primitive) {
#define AG_CASE(name, value)                                                   \
  case Primitive::name:                                                        \
    return use([](Cell x, Cell y, Cell z) {                                    \
      [[maybe_unused]] double a = x.f, b = y.f, c = z.f;                       \
      return floatCell(value);                                                 \
    });
    AG_FLOAT_MEANINGS(AG_CASE)
#undef AG_CASE
  default:
    llvm_unreachable("not a primitive on floats");
  }
}

template <typename Int, typename Use>
void withIntegerMeaning(Primitive primitive, unsigned width, Use use) {
  switch (primitive) {
#define AG_CASE(name, value)                                                   \
  case Primitive::name:                                                        \
    return use([=](Cell x, Cell y, Cell) {                                     \
      [[maybe_unused]] Int a = valueOf<Int>(x), b = valueOf<Int>(y);           \
      (void)width;                                                             \
      return intCell(static_cast<int64_t>(value));                             \
    });
    AG_INTEGER_MEANINGS(AG_CASE)
#undef AG_CASE
  default:
    llvm_unreachable("not a primitive on integers");
  }
}

template <typename Value, typename Use>
void withComparisonMeaning(Primitive primitive, Use use) {
  switch (primitive) {
#define AG_CASE(name, value)                                                   \
  case Primitive::name:                                                        \
    return use([](Cell x, Cell y, Cell) {                                      \
      Value a = valueOf<Value>(x), b = valueOf<Value>(y);                      \
      return intCell(value);                                                   \
    });
    AG_COMPARISON_MEANINGS(AG_CASE)
#undef AG_CASE
  default:
    llvm_unreachable("not a comparison");
  }
}

/// Calls `use` with the primitive as a function of three cells. It ignores
/// those beyond its arity.
template <typename Use>
void withMeaning(Primitive primitive, ScalarType type, ScalarType resultType,
                 Precision precision, Use use) {
  if (primitive == Primitive::Select)
    return use([](Cell a, Cell b, Cell c) { return a.i ? b : c; });
  if (primitive == Primitive::Cast)
    return use([=](Cell a, Cell, Cell) {
      return castCell(a, type, resultType, precision);
    });
  if (primitive == Primitive::Bitcast)
    return use([=](Cell a, Cell, Cell) {
      return decodeCell(encodeCell(a, type), resultType);
    });
  unsigned width = getBitWidth(type);
  bool compares = isComparison(primitive);
  if (isFloat(type))
    return compares ? withComparisonMeaning<double>(primitive, use)
                    : withFloatMeaning(primitive, use);
  if (isSigned(type))
    return compares ? withComparisonMeaning<int64_t>(primitive, use)
                    : withIntegerMeaning<int64_t>(primitive, width, use);
  return compares ? withComparisonMeaning<uint64_t>(primitive, use)
                  : withIntegerMeaning<uint64_t>(primitive, width, use);
}

/// Returns true if the result is exact.
bool keepsDigits(Primitive primitive) {
  switch (primitive) {
  case Primitive::Neg:
  case Primitive::Abs:
  case Primitive::Max:
  case Primitive::Min:
  case Primitive::CopySign:
  case Primitive::Floor:
  case Primitive::Ceil:
  case Primitive::Trunc:
  case Primitive::Round:
  case Primitive::RoundEven:
  case Primitive::Select:
    return true;
  default:
    return false;
  }
}

/// Returns the number of the way of stirring (Stirring.h), or std::nullopt if
/// values are not stirred.
std::optional<unsigned> getStirring(Precision precision) {
  if (precision < Precision::Stirred)
    return std::nullopt;
  return unsigned(precision) - unsigned(Precision::Stirred);
}

/// Narrows a float that was computed in double to `type`.
double narrowFloat(double value, ScalarType type, Precision precision) {
  if (auto number = getStirring(precision))
    return stir(value, type, *number);
  return precision == Precision::Double ? value : roundToType(value, type);
}

/// Rounds or wraps values that were computed in 64 bits.
void narrowLanes(Primitive primitive, ScalarType type, Precision precision,
                 size_t lanes, Cell *values) {
  bool isDeclared = precision == Precision::Declared;
  bool isWhole = getBitWidth(type) == 64 && (isDeclared || !isFloat(type));
  bool isKept = precision == Precision::Double || keepsDigits(primitive);
  if (isWhole || (isFloat(type) && !isDeclared && isKept))
    return;
  if (isDeclared && type == ScalarType::F32) {
    for (size_t lane = 0; lane < lanes; ++lane)
      values[lane].f = static_cast<float>(values[lane].f);
    return;
  }
  for (size_t lane = 0; lane < lanes; ++lane)
    values[lane] = isFloat(type)
                       ? floatCell(narrowFloat(values[lane].f, type, precision))
                       : intCell(wrapToType(values[lane].i, type));
}
} // namespace

Cell castCell(Cell value, ScalarType from, ScalarType to, Precision precision) {
  if (to == ScalarType::I1)
    return intCell(isFloat(from) ? value.f != 0.0 : value.i != 0);
  if (!isFloat(to))
    return intCell(isFloat(from) ? floatToInt(value.f, to)
                                 : wrapToType(value.i, to));
  if (isFloat(from))
    return floatCell(getBitWidth(from) < getBitWidth(to)
                         ? value.f
                         : narrowFloat(value.f, to, precision));
  return floatCell(precision == Precision::Declared
                       ? intToFloat(value.i, from, to)
                       : narrowFloat(intToFloat(value.i, from, ScalarType::F64),
                                     to, precision));
}

void evaluateLanes(Primitive primitive, ScalarType type, ScalarType resultType,
                   Precision precision, size_t lanes,
                   llvm::ArrayRef<const Cell *> operands, Cell *out) {
  const Cell *a = operands[0];
  const Cell *b = operands.size() > 1 ? operands[1] : a;
  const Cell *c = operands.size() > 2 ? operands[2] : b;
  auto number = getStirring(precision);
  bool adds = primitive == Primitive::Add || primitive == Primitive::Sub;
  if (number && adds && isFloat(type)) {
    auto add = primitive == Primitive::Add ? addStirred : subtractStirred;
    for (size_t lane = 0; lane < lanes; ++lane)
      out[lane].f = add(a[lane].f, b[lane].f, type, *number);
    return;
  }
  withMeaning(primitive, type, resultType, precision, [&](auto meaning) {
    Cell *__restrict result = out;
    for (size_t lane = 0; lane < lanes; ++lane)
      result[lane] = meaning(a[lane], b[lane], c[lane]);
  });
  // Conversions have narrowed already; selects need not.
  if (!isConversion(primitive) && primitive != Primitive::Select)
    narrowLanes(primitive, resultType, precision, lanes, out);
}

Cell evaluate(Primitive primitive, ScalarType type, ScalarType resultType,
              llvm::ArrayRef<Cell> operands, Precision precision) {
  llvm::SmallVector<const Cell *, 3> pointers;
  for (const Cell &operand : operands)
    pointers.push_back(&operand);
  Cell result;
  evaluateLanes(primitive, type, resultType, precision, 1, pointers, &result);
  return result;
}

bool isTotal(Primitive primitive) {
  switch (primitive) {
  case Primitive::Div:
  case Primitive::Rem:
  case Primitive::Pow:
  case Primitive::Log:
  case Primitive::Sqrt:
  case Primitive::Rsqrt:
  case Primitive::Asin:
  case Primitive::Acos:
  case Primitive::Acosh:
  case Primitive::Atanh:
  case Primitive::Log1p:
  case Primitive::Log2:
  case Primitive::Log10:
  case Primitive::Bitcast:
    return false;
  default:
    return true;
  }
}

} // namespace ag
