//===- Partials.cpp - the derivatives of scalar primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A line of the table has the partial derivative by each operand, times d, of
// the operands a, b, c and the result y. What is outermost negative stands so
// (-(d / b * y)): a sum of derivatives then subtracts.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Partials.h"
#include "llvm/Support/ErrorHandling.h"

namespace ag {
namespace {
using Maybe = std::optional<Partial>;

constexpr double ln2 = 0.693147180559945309417;
constexpr double ln10 = 2.302585092994045684018;
constexpr double twoOverRootPi = 1.128379167095512573896;

Maybe noPartial() { return std::nullopt; }

Expr equal(Expr a, double b) {
  return compare(Primitive::Eq, a, a.program->constant(b, a.type()));
}
Expr both(Expr a, Expr b) { return a.program->apply(Primitive::And, {a, b}); }
Expr negated(Expr condition) {
  return condition ^ condition.program->intConstant(1, ScalarType::I1);
}
bool isConstant(Expr a) {
  return a.program->nodes()[a.node].kind == ScalarNode::Constant;
}

/// Of max, with `wins` Gt, or min, with Lt, by `a`: all where a is the result,
/// half beside an equal b, nothing beside an equal constant: ReLU is 0 at 0,
/// and its mask is read off its result.
Partial ofExtremum(Primitive wins, Expr a, Expr b, Expr y, Expr d) {
  if (isConstant(b))
    return {d, compare(wins, y, b)};
  Primitive reaches = wins == Primitive::Gt ? Primitive::Ge : Primitive::Le;
  Expr half = 0.5 * d;
  return {select(compare(Primitive::Eq, a, b), half, d),
          compare(reaches, a, b)};
}

/// d times the sign of a, 0 at 0.
Partial ofMagnitude(Expr a, Expr d) {
  Expr zero = a.program->constant(0.0, a.type());
  return {select(compare(Primitive::Lt, a, zero), -d, d),
          compare(Primitive::Ne, a, zero)};
}

/// b a^(b - 1); 0 where b is, also at a = 0, where this is 0 times infinity.
Partial ofPowerByBase(Expr a, Expr b, Expr d) {
  Expr slope = d * (b * pow(a, b - 1.0));
  Expr zero = a.program->constant(0.0, a.type());
  Expr isUndefined = negated(compare(Primitive::Gt, abs(a), zero));
  return {slope, negated(both(equal(b, 0.0), isUndefined))};
}

/// y log(a), 0 where a is.
Partial ofPowerByExponent(Expr a, Expr y, Expr d) {
  return {d * (y * log(a)), negated(equal(a, 0.0))};
}

/// d where a has the sign of y, else -d.
Expr withSigns(Expr a, Expr b, Expr d) {
  auto sign = [](Expr x) {
    Expr one = x.program->constant(1.0, x.type());
    return x.program->apply(Primitive::CopySign, {one, x});
  };
  return d * (sign(a) * sign(b));
}

Expr hyperbolic(Primitive primitive, Expr a) {
  return a.program->apply(primitive, {a});
}

/// From float to float it is d, in the operand's type; there is none by or of
/// integers.
Maybe ofCast(Expr a, Expr d) {
  if (!isFloat(a.type()) || !isFloat(d.type()))
    return std::nullopt;
  return Partial(d.program->cast(d, a.type()));
}

// X(enumerator, by a, by b, by c), for each primitive that has a derivative.
#define AG_UNARY_PARTIALS(X)                                                   \
  X(Neg, -d)                                                                   \
  X(Abs, ofMagnitude(a, d))                                                    \
  X(Exp, d *y)                                                                 \
  X(Log, d / a)                                                                \
  X(Tanh, d * (1.0 - y * y))                                                   \
  X(Erf, d *(twoOverRootPi * exp(-(a * a))))                                   \
  X(Sqrt, 0.5 * d / y)                                                         \
  X(Rsqrt, -(0.5 * d * (y * y * y)))                                           \
  X(Sin, d *cos(a))                                                            \
  X(Cos, -(d * sin(a)))                                                        \
  X(Tan, d * (1.0 + y * y))                                                    \
  X(Asin, d *rsqrt((1.0 - a) * (1.0 + a)))                                     \
  X(Acos, -(d * rsqrt((1.0 - a) * (1.0 + a))))                                 \
  X(Atan, d / (1.0 + a * a))                                                   \
  X(Sinh, d *hyperbolic(Primitive::Cosh, a))                                   \
  X(Cosh, d *hyperbolic(Primitive::Sinh, a))                                   \
  X(Asinh, d *rsqrt(1.0 + a * a))                                              \
  X(Acosh, d *rsqrt((a - 1.0) * (a + 1.0)))                                    \
  X(Atanh, d / ((1.0 - a) * (1.0 + a)))                                        \
  X(Exp2, d *(ln2 * y))                                                        \
  X(Expm1, d *exp(a))                                                          \
  X(Log1p, d / (1.0 + a))                                                      \
  X(Log2, d / (ln2 * a))                                                       \
  X(Log10, d / (ln10 * a))                                                     \
  X(Cbrt, d / (3.0 * (y * y)))                                                 \
  X(Erfc, -(d * (twoOverRootPi * exp(-(a * a)))))                              \
  X(Cast, ofCast(a, d))
#define AG_BINARY_PARTIALS(X)                                                  \
  X(Add, d, d)                                                                 \
  X(Sub, d, -d)                                                                \
  X(Mul, d *b, a *d)                                                           \
  X(Div, d / b, -(d / b * y))                                                  \
  X(Rem, d, -(d * trunc(a / b)))                                               \
  X(Pow, ofPowerByBase(a, b, d), ofPowerByExponent(a, y, d))                   \
  X(Max, ofExtremum(Primitive::Gt, a, b, y, d),                                \
    ofExtremum(Primitive::Gt, b, a, y, d))                                     \
  X(Min, ofExtremum(Primitive::Lt, a, b, y, d),                                \
    ofExtremum(Primitive::Lt, b, a, y, d))                                     \
  X(Atan2, d *(b / (a * a + b * b)), -(d * (a / (a * a + b * b))))             \
  X(CopySign, withSigns(a, b, d), noPartial())
#define AG_TERNARY_PARTIALS(X)                                                 \
  X(Fma, d *b, a *d, d)                                                        \
  X(Select, noPartial(), Partial(d, a), Partial(d, negated(a)))

// X(enumerator): those that have none, which step, compare, or work on bits.
// clang-format off
#define AG_WITHOUT_PARTIALS(X)                                                 \
  X(Floor) X(Ceil) X(Trunc) X(Round) X(RoundEven)                              \
  X(And) X(Or) X(Xor) X(Shl) X(Shr) X(Lt) X(Le) X(Eq) X(Ne) X(Ge) X(Gt)
// clang-format on
} // namespace

std::optional<Partial> makePartial(Primitive primitive, unsigned operand,
                                   llvm::ArrayRef<Expr> operands, Expr result,
                                   Expr factor) {
  if (!isFloat(result.type()))
    return std::nullopt;
  [[maybe_unused]] Expr a = operands[0], y = result, d = factor;
  [[maybe_unused]] Expr b = operands.size() > 1 ? operands[1] : a;
  switch (primitive) {
#define AG_UNARY(name, byA)                                                    \
  case Primitive::name:                                                        \
    return byA;
#define AG_BINARY(name, byA, byB)                                              \
  case Primitive::name:                                                        \
    if (operand == 0)                                                          \
      return byA;                                                              \
    return byB;
#define AG_TERNARY(name, byA, byB, byC)                                        \
  case Primitive::name:                                                        \
    if (operand == 0)                                                          \
      return byA;                                                              \
    if (operand == 1)                                                          \
      return byB;                                                              \
    return byC;
#define AG_WITHOUT(name) case Primitive::name:
    AG_UNARY_PARTIALS(AG_UNARY)
    AG_BINARY_PARTIALS(AG_BINARY)
    AG_TERNARY_PARTIALS(AG_TERNARY)
    AG_WITHOUT_PARTIALS(AG_WITHOUT)
    return std::nullopt;
#undef AG_UNARY
#undef AG_BINARY
#undef AG_TERNARY
#undef AG_WITHOUT
  }
  llvm_unreachable("all primitives are listed");
}

} // namespace ag
