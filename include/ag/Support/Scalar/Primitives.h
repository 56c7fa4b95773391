//===- Primitives.h - the one table of scalar primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which operations on scalars exist, and what do they mean?
//
// Bodies of ag ops, regions of linalg.generic, and arith and math ops all
// consist of these primitives.
//
// Every primitive is defined for every input:
//  - Integers wrap. x / 0 is -1 (all bits set), x rem 0 is x, MIN / -1 is MIN
//    and MIN rem -1 is 0; division truncates towards zero.
//  - x pow y of integers with y < 0 is 1 for x = 1, 1 or -1 for x = -1, else 0.
//  - A shift by the width or more, or by less than zero, gives 0 (for a signed
//    shr: the sign).
//  - fma is a * b + c, rounded once to 64 bits, then to its type.
//  - round takes halves away from zero, round_even to the even neighbour.
//  - max and min of floats give NaN if either is NaN, and order -0 before +0.
//  - Comparisons with NaN are false, except ne, which is true.
//  - ctlz and cttz of 0 are the width; i1 has the width 1.
//  - mulhigh is the upper half of the product, which has twice the width.
//  - cast from float to integer truncates, saturates, and takes NaN to 0; from
//    integer to integer it wraps; to i1 it is x != 0.
//  - bitcast keeps the bits, in a type of the same width. A signalling NaN may
//    become quiet.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_PRIMITIVES_H
#define AG_SUPPORT_SCALAR_PRIMITIVES_H

#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace ag {

// AG_PRIMITIVES(X): X(enumerator, spelling, arity, accepted kinds, cost on f32
// as a number of Steps or Cycles). Number is every type but i1; Integer
// includes i1.
#define AG_PRIMITIVES(X)                                                       \
  X(Add, "add", 2, Number, Steps, 1)                                           \
  X(Sub, "sub", 2, Number, Steps, 1)                                           \
  X(Mul, "mul", 2, Number, Steps, 1)                                           \
  X(Div, "div", 2, Number, Steps, 4)                                           \
  X(Rem, "rem", 2, Number, Steps, 9)                                           \
  X(Pow, "pow", 2, Number, Cycles, 11)                                         \
  X(Max, "max", 2, Any, Steps, 1)                                              \
  X(Min, "min", 2, Any, Steps, 1)                                              \
  X(Neg, "neg", 1, Number, Steps, 1)                                           \
  X(Abs, "abs", 1, Number, Steps, 1)                                           \
  X(Exp, "exp", 1, Float, Steps, 12)                                           \
  X(Log, "log", 1, Float, Steps, 16)                                           \
  X(Tanh, "tanh", 1, Float, Steps, 14)                                         \
  X(Erf, "erf", 1, Float, Steps, 24)                                           \
  X(Sqrt, "sqrt", 1, Float, Steps, 6)                                          \
  X(Rsqrt, "rsqrt", 1, Float, Steps, 10)                                       \
  X(Floor, "floor", 1, Float, Steps, 1)                                        \
  X(Ceil, "ceil", 1, Float, Steps, 1)                                          \
  X(Trunc, "trunc", 1, Float, Steps, 1)                                        \
  X(Round, "round", 1, Float, Steps, 1)                                        \
  X(RoundEven, "round_even", 1, Float, Steps, 1)                               \
  X(Sin, "sin", 1, Float, Cycles, 7)                                           \
  X(Cos, "cos", 1, Float, Cycles, 7)                                           \
  X(Tan, "tan", 1, Float, Cycles, 32)                                          \
  X(Asin, "asin", 1, Float, Cycles, 16)                                        \
  X(Acos, "acos", 1, Float, Cycles, 15)                                        \
  X(Atan, "atan", 1, Float, Cycles, 18)                                        \
  X(Atan2, "atan2", 2, Float, Cycles, 84)                                      \
  X(Sinh, "sinh", 1, Float, Steps, 32)                                         \
  X(Cosh, "cosh", 1, Float, Steps, 30)                                         \
  X(Asinh, "asinh", 1, Float, Cycles, 49)                                      \
  X(Acosh, "acosh", 1, Float, Cycles, 20)                                      \
  X(Atanh, "atanh", 1, Float, Cycles, 44)                                      \
  X(Exp2, "exp2", 1, Float, Cycles, 6)                                         \
  X(Expm1, "expm1", 1, Float, Steps, 14)                                       \
  X(Log1p, "log1p", 1, Float, Steps, 18)                                       \
  X(Log2, "log2", 1, Float, Cycles, 7)                                         \
  X(Log10, "log10", 1, Float, Cycles, 28)                                      \
  X(Cbrt, "cbrt", 1, Float, Cycles, 44)                                        \
  X(Erfc, "erfc", 1, Float, Cycles, 21)                                        \
  X(CopySign, "copysign", 2, Float, Steps, 1)                                  \
  X(Fma, "fma", 3, Float, Steps, 1)                                            \
  X(And, "and", 2, Integer, Steps, 1)                                          \
  X(Or, "or", 2, Integer, Steps, 1)                                            \
  X(Xor, "xor", 2, Integer, Steps, 1)                                          \
  X(Shl, "shl", 2, Integer, Steps, 1)                                          \
  X(Shr, "shr", 2, Integer, Steps, 1)                                          \
  X(Ctlz, "ctlz", 1, Integer, Steps, 12)                                       \
  X(Cttz, "cttz", 1, Integer, Steps, 10)                                       \
  X(Ctpop, "ctpop", 1, Integer, Steps, 8)                                      \
  X(MulHigh, "mulhigh", 2, Integer, Steps, 5)                                  \
  X(Lt, "lt", 2, Any, Steps, 1)                                                \
  X(Le, "le", 2, Any, Steps, 1)                                                \
  X(Eq, "eq", 2, Any, Steps, 1)                                                \
  X(Ne, "ne", 2, Any, Steps, 1)                                                \
  X(Ge, "ge", 2, Any, Steps, 1)                                                \
  X(Gt, "gt", 2, Any, Steps, 1)                                                \
  X(Select, "select", 3, Any, Steps, 1)                                        \
  X(Cast, "cast", 1, Any, Steps, 1)                                            \
  X(Bitcast, "bitcast", 1, Any, Steps, 1)

enum class Primitive : uint8_t {
#define AG_ENUMERATOR(name, ...) name,
  AG_PRIMITIVES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};

enum class PrimitiveKinds : uint8_t { Any, Number, Float, Integer };

llvm::StringRef getSpelling(Primitive primitive);
unsigned getArity(Primitive primitive);

/// Returns the primitive with this spelling, or std::nullopt.
std::optional<Primitive> parsePrimitive(llvm::StringRef spelling);

/// Returns true if `type` is one of `kinds`.
bool contains(PrimitiveKinds kinds, ScalarType type);

/// Returns true if `primitive` is defined on operands of `type`.
bool accepts(Primitive primitive, ScalarType type);

/// The time that a primitive takes, relative to others. All costs of ops derive
/// from these (ag/Analysis/Cost/Work.h).
struct PrimitiveCost {
  /// Steps: each takes as long as an addition of vectors. Cycles: of the core,
  /// per element, as for functions of the C library.
  enum Kind : uint8_t { Steps, Cycles };

  Kind kind;
  int64_t count;
};

/// Returns the cost of `primitive` on operands of `type` in the code that is
/// emitted for x86-64, measured on Zen 5 with 16,384 elements in L2. Functions
/// that have no vector version for f64 call the C library there; the cost does
/// not reflect this.
PrimitiveCost getCost(Primitive primitive, ScalarType type);

/// Returns true if x op y equals y op x.
bool isCommutative(Primitive primitive);

/// Returns true if x op x equals x.
bool isIdempotent(Primitive primitive);

/// Returns true if the type of the result is not that of an operand, but part
/// of what is computed.
inline bool isConversion(Primitive primitive) {
  return primitive == Primitive::Cast || primitive == Primitive::Bitcast;
}

/// Returns true if the result is i1 for all operands.
inline bool isComparison(Primitive primitive) {
  return primitive >= Primitive::Lt && primitive <= Primitive::Gt;
}

} // namespace ag

#endif // AG_SUPPORT_SCALAR_PRIMITIVES_H
