//===- Primitives.h - the one table of scalar primitives --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can be done to scalars, and what does each step mean? Bodies of ag ops,
// regions of linalg.generic, and arith and math ops are all made of these.
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
//  - cast from float to integer truncates, saturates, and takes NaN to 0; from
//    integer to integer it wraps; to i1 it is x != 0.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_PRIMITIVES_H
#define AG_SUPPORT_SCALAR_PRIMITIVES_H

#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace ag {

// AG_PRIMITIVES(X): X(enumerator, spelling, arity, the kinds it takes).
// Number is every type but i1, Integer has i1 too.
#define AG_PRIMITIVES(X)                                                       \
  X(Add, "add", 2, Number)                                                     \
  X(Sub, "sub", 2, Number)                                                     \
  X(Mul, "mul", 2, Number)                                                     \
  X(Div, "div", 2, Number)                                                     \
  X(Rem, "rem", 2, Number)                                                     \
  X(Pow, "pow", 2, Number)                                                     \
  X(Max, "max", 2, Any)                                                        \
  X(Min, "min", 2, Any)                                                        \
  X(Neg, "neg", 1, Number)                                                     \
  X(Abs, "abs", 1, Number)                                                     \
  X(Exp, "exp", 1, Float)                                                      \
  X(Log, "log", 1, Float)                                                      \
  X(Tanh, "tanh", 1, Float)                                                    \
  X(Erf, "erf", 1, Float)                                                      \
  X(Sqrt, "sqrt", 1, Float)                                                    \
  X(Rsqrt, "rsqrt", 1, Float)                                                  \
  X(Floor, "floor", 1, Float)                                                  \
  X(Ceil, "ceil", 1, Float)                                                    \
  X(Trunc, "trunc", 1, Float)                                                  \
  X(Round, "round", 1, Float)                                                  \
  X(RoundEven, "round_even", 1, Float)                                         \
  X(Sin, "sin", 1, Float)                                                      \
  X(Cos, "cos", 1, Float)                                                      \
  X(Tan, "tan", 1, Float)                                                      \
  X(Asin, "asin", 1, Float)                                                    \
  X(Acos, "acos", 1, Float)                                                    \
  X(Atan, "atan", 1, Float)                                                    \
  X(Atan2, "atan2", 2, Float)                                                  \
  X(Sinh, "sinh", 1, Float)                                                    \
  X(Cosh, "cosh", 1, Float)                                                    \
  X(Asinh, "asinh", 1, Float)                                                  \
  X(Acosh, "acosh", 1, Float)                                                  \
  X(Atanh, "atanh", 1, Float)                                                  \
  X(Exp2, "exp2", 1, Float)                                                    \
  X(Expm1, "expm1", 1, Float)                                                  \
  X(Log1p, "log1p", 1, Float)                                                  \
  X(Log2, "log2", 1, Float)                                                    \
  X(Log10, "log10", 1, Float)                                                  \
  X(Cbrt, "cbrt", 1, Float)                                                    \
  X(Erfc, "erfc", 1, Float)                                                    \
  X(CopySign, "copysign", 2, Float)                                            \
  X(Fma, "fma", 3, Float)                                                      \
  X(And, "and", 2, Integer)                                                    \
  X(Or, "or", 2, Integer)                                                      \
  X(Xor, "xor", 2, Integer)                                                    \
  X(Shl, "shl", 2, Integer)                                                    \
  X(Shr, "shr", 2, Integer)                                                    \
  X(Lt, "lt", 2, Any)                                                          \
  X(Le, "le", 2, Any)                                                          \
  X(Eq, "eq", 2, Any)                                                          \
  X(Ne, "ne", 2, Any)                                                          \
  X(Ge, "ge", 2, Any)                                                          \
  X(Gt, "gt", 2, Any)                                                          \
  X(Select, "select", 3, Any)                                                  \
  X(Cast, "cast", 1, Any)

enum class Primitive : uint8_t {
#define AG_ENUMERATOR(name, spelling, arity, kinds) name,
  AG_PRIMITIVES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};

enum class PrimitiveKinds : uint8_t { Any, Number, Float, Integer };

llvm::StringRef getSpelling(Primitive primitive);
unsigned getArity(Primitive primitive);

/// The primitive so spelled, or none.
std::optional<Primitive> parsePrimitive(llvm::StringRef spelling);

/// Whether `type` is one of `kinds`.
bool contains(PrimitiveKinds kinds, ScalarType type);

/// Whether `primitive` is defined on operands of `type`.
bool accepts(Primitive primitive, ScalarType type);

/// Whether x op y is y op x.
bool isCommutative(Primitive primitive);

/// Whether the result is i1 whatever the operands are.
inline bool isComparison(Primitive primitive) {
  return primitive >= Primitive::Lt && primitive <= Primitive::Gt;
}

} // namespace ag

#endif // AG_SUPPORT_SCALAR_PRIMITIVES_H
