//===- Primitives.cpp - the meaning of the scalar primitives --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Primitives.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/ErrorHandling.h"
#include <cmath>
#include <limits>

namespace ag {
namespace {
struct Row {
  llvm::StringLiteral spelling;
  unsigned arity;
  PrimitiveKinds kinds;
};

constexpr Row rows[] = {
#define AG_ROW(name, spelling, arity, kinds)                                   \
  {spelling, arity, PrimitiveKinds::kinds},
    AG_PRIMITIVES(AG_ROW)
#undef AG_ROW
};

const Row &rowOf(Primitive primitive) {
  return rows[static_cast<size_t>(primitive)];
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// IEEE 754-2019 maximum: NaN wins, and +0 is above -0.
double maximum(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::numeric_limits<double>::quiet_NaN();
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

double evaluateFloat(Primitive primitive, double a, double b) {
  switch (primitive) {
  case Primitive::Add:
    return a + b;
  case Primitive::Sub:
    return a - b;
  case Primitive::Mul:
    return a * b;
  case Primitive::Div:
    return a / b;
  case Primitive::Rem:
    return std::fmod(a, b);
  case Primitive::Pow:
    return std::pow(a, b);
  case Primitive::Max:
    return maximum(a, b);
  case Primitive::Min:
    return -maximum(-a, -b);
  case Primitive::Neg:
    return -a;
  case Primitive::Abs:
    return std::fabs(a);
  case Primitive::Exp:
    return std::exp(a);
  case Primitive::Log:
    return std::log(a);
  case Primitive::Tanh:
    return std::tanh(a);
  case Primitive::Erf:
    return std::erf(a);
  case Primitive::Sqrt:
    return std::sqrt(a);
  case Primitive::Rsqrt:
    return 1.0 / std::sqrt(a);
  case Primitive::Floor:
    return std::floor(a);
  default:
    llvm_unreachable("not a primitive on floats");
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

bool isSigned(ScalarType type) { return getKind(type) == ScalarKind::Signed; }

bool isBelow(int64_t a, int64_t b, ScalarType type) {
  if (isSigned(type))
    return a < b;
  return static_cast<uint64_t>(a) < static_cast<uint64_t>(b);
}

int64_t divide(int64_t a, int64_t b, ScalarType type) {
  if (b == 0)
    return -1;
  if (!isSigned(type))
    return static_cast<int64_t>(static_cast<uint64_t>(a) /
                                static_cast<uint64_t>(b));
  return b == -1 ? static_cast<int64_t>(-static_cast<uint64_t>(a)) : a / b;
}

int64_t remainder(int64_t a, int64_t b, ScalarType type) {
  if (b == 0)
    return a;
  if (!isSigned(type))
    return static_cast<int64_t>(static_cast<uint64_t>(a) %
                                static_cast<uint64_t>(b));
  return b == -1 ? 0 : a % b;
}

int64_t power(int64_t base, int64_t exponent, ScalarType type) {
  if (isSigned(type) && exponent < 0) {
    if (base == 1)
      return 1;
    if (base == -1)
      return exponent % 2 == 0 ? 1 : -1;
    return 0;
  }
  uint64_t result = 1, square = static_cast<uint64_t>(base);
  for (auto rest = static_cast<uint64_t>(exponent); rest; rest >>= 1) {
    if (rest & 1)
      result *= square;
    square *= square;
  }
  return static_cast<int64_t>(result);
}

int64_t shiftLeft(int64_t a, int64_t by, ScalarType type) {
  if (static_cast<uint64_t>(by) >= getBitWidth(type))
    return 0;
  return static_cast<int64_t>(static_cast<uint64_t>(a) << by);
}

int64_t shiftRight(int64_t a, int64_t by, ScalarType type) {
  bool past = static_cast<uint64_t>(by) >= getBitWidth(type);
  if (isSigned(type))
    return a >> (past ? 63 : by);
  return past ? 0 : static_cast<int64_t>(static_cast<uint64_t>(a) >> by);
}

int64_t evaluateInt(Primitive primitive, int64_t a, int64_t b,
                    ScalarType type) {
  auto ua = static_cast<uint64_t>(a), ub = static_cast<uint64_t>(b);
  switch (primitive) {
  case Primitive::Add:
    return static_cast<int64_t>(ua + ub);
  case Primitive::Sub:
    return static_cast<int64_t>(ua - ub);
  case Primitive::Mul:
    return static_cast<int64_t>(ua * ub);
  case Primitive::Div:
    return divide(a, b, type);
  case Primitive::Rem:
    return remainder(a, b, type);
  case Primitive::Pow:
    return power(a, b, type);
  case Primitive::Max:
    return isBelow(a, b, type) ? b : a;
  case Primitive::Min:
    return isBelow(b, a, type) ? b : a;
  case Primitive::Neg:
    return static_cast<int64_t>(-ua);
  case Primitive::Abs:
    return isSigned(type) && a < 0 ? static_cast<int64_t>(-ua) : a;
  case Primitive::And:
    return a & b;
  case Primitive::Or:
    return a | b;
  case Primitive::Xor:
    return a ^ b;
  case Primitive::Shl:
    return shiftLeft(a, b, type);
  case Primitive::Shr:
    return shiftRight(a, b, type);
  default:
    llvm_unreachable("not a primitive on integers");
  }
}

//===----------------------------------------------------------------------===//
// Comparisons and casts
//===----------------------------------------------------------------------===//

bool compare(Primitive primitive, bool below, bool equal, bool above) {
  switch (primitive) {
  case Primitive::Lt:
    return below;
  case Primitive::Le:
    return below || equal;
  case Primitive::Eq:
    return equal;
  case Primitive::Ne:
    return !equal;
  case Primitive::Ge:
    return above || equal;
  case Primitive::Gt:
    return above;
  default:
    llvm_unreachable("not a comparison");
  }
}

bool compareCells(Primitive primitive, Cell a, Cell b, ScalarType type) {
  if (isFloat(type))
    return compare(primitive, a.f<b.f, a.f == b.f, a.f> b.f);
  return compare(primitive, isBelow(a.i, b.i, type), a.i == b.i,
                 isBelow(b.i, a.i, type));
}

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

/// An integer as a float of type `to`, rounded once: by way of double, a large
/// one would be rounded twice.
double intToFloat(int64_t value, ScalarType from, ScalarType to) {
  llvm::APFloat result(getSemantics(to));
  result.convertFromAPInt(llvm::APInt(64, static_cast<uint64_t>(value)),
                          isSigned(from), llvm::APFloat::rmNearestTiesToEven);
  return result.convertToDouble();
}
} // namespace

llvm::StringRef getSpelling(Primitive primitive) {
  return rowOf(primitive).spelling;
}
unsigned getArity(Primitive primitive) { return rowOf(primitive).arity; }

std::optional<Primitive> parsePrimitive(llvm::StringRef spelling) {
  for (size_t i = 0; i < std::size(rows); ++i)
    if (rows[i].spelling == spelling)
      return static_cast<Primitive>(i);
  return std::nullopt;
}

bool contains(PrimitiveKinds kinds, ScalarType type) {
  ScalarKind kind = getKind(type);
  switch (kinds) {
  case PrimitiveKinds::Any:
    return true;
  case PrimitiveKinds::Number:
    return kind != ScalarKind::Bool;
  case PrimitiveKinds::Float:
    return kind == ScalarKind::Float;
  case PrimitiveKinds::Integer:
    return kind != ScalarKind::Float;
  }
  llvm_unreachable("all kinds are listed");
}

bool accepts(Primitive primitive, ScalarType type) {
  return contains(rowOf(primitive).kinds, type);
}

Cell castCell(Cell value, ScalarType from, ScalarType to, Precision precision) {
  if (to == ScalarType::I1)
    return intCell(isFloat(from) ? value.f != 0.0 : value.i != 0);
  if (!isFloat(to))
    return intCell(isFloat(from) ? floatToInt(value.f, to)
                                 : wrapToType(value.i, to));
  ScalarType held = precision == Precision::Declared ? to : ScalarType::F64;
  return floatCell(isFloat(from) ? roundToType(value.f, held)
                                 : intToFloat(value.i, from, held));
}

Cell evaluate(Primitive primitive, ScalarType type, ScalarType resultType,
              llvm::ArrayRef<Cell> operands, Precision precision) {
  if (primitive == Primitive::Select)
    return operands[0].i ? operands[1] : operands[2];
  if (primitive == Primitive::Cast)
    return castCell(operands[0], type, resultType, precision);
  Cell a = operands[0], b = operands.size() > 1 ? operands[1] : a;
  if (isComparison(primitive))
    return intCell(compareCells(primitive, a, b, type));
  if (!isFloat(type))
    return intCell(wrapToType(evaluateInt(primitive, a.i, b.i, type), type));
  double value = evaluateFloat(primitive, a.f, b.f);
  return floatCell(precision == Precision::Declared ? roundToType(value, type)
                                                    : value);
}

} // namespace ag
