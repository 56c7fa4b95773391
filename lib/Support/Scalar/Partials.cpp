//===- Partials.cpp - the derivatives of scalar primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A line of the table has the partial derivative with respect to each operand,
// times d, in terms of the operands a, b, c and the result y. An outermost
// negation is written as such (-(d * y / b)), so that a sum of derivatives can
// subtract.
//
// Intermediate values of a line overflow only if the slope does. For bf16 and
// f16, a line that rounds more than once is computed in f32, with a recomputed
// result: a result of the short type may be rounded to infinity, 0 or 1.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Partials.h"
#include "llvm/Support/ErrorHandling.h"
#include <limits>

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

/// Returns the partial derivative of max (if `wins` is Gt) or min (if it is Lt)
/// with respect to `a`: 1 where a is the result, 1/2 where b is equal, but 0
/// where b is an equal constant. ReLU thus has the slope 0 at 0, and its mask
/// can be computed from its result.
Partial ofExtremum(Primitive wins, Expr a, Expr b, Expr y, Expr d) {
  if (isConstant(b))
    return {d, compare(wins, y, b)};
  Primitive reaches = wins == Primitive::Gt ? Primitive::Ge : Primitive::Le;
  Expr half = 0.5 * d;
  return {select(compare(Primitive::Eq, a, b), half, d),
          compare(reaches, a, b)};
}

/// Returns d times the sign of a, which is 0 at 0.
Partial ofMagnitude(Expr a, Expr d) {
  Expr zero = a.program->constant(0.0, a.type());
  return {select(compare(Primitive::Lt, a, zero), -d, d),
          compare(Primitive::Ne, a, zero)};
}

/// Returns b a^(b - 1). A b so large that it equals b - 1 is even, so that the
/// sign of a^(b - 1) would be lost. Where a^(b - 1) overflows but the slope
/// does not, for b from -1 to 1/2, the slope is b y / a. From 1/2 on, a^(b - 1)
/// does not overflow, so that a root by a constant 1/2 has a slope of two ops.
Expr slopeOfPower(Expr a, Expr b, Expr y) {
  ScalarProgram &program = *a.program;
  Expr less = b - 1.0, power = pow(a, less);
  Expr odd = program.apply(Primitive::CopySign, {power, y * a});
  power = select(compare(Primitive::Eq, less, b), odd, power);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  auto bound = [&](double b) { return program.constant(b, a.type()); };
  Expr isSmall = both(compare(Primitive::Gt, b, bound(-1.0)),
                      compare(Primitive::Lt, b, bound(0.5)));
  Expr isLost =
      both(isSmall, both(equal(abs(power), infinity), negated(equal(a, 0.0))));
  return select(isLost, b * y / a, b * power);
}

/// The slope is 0 where b is 0, even at a = 0, where it would be 0 times
/// infinity.
Partial ofPowerByBase(Expr a, Expr b, Expr y, Expr d) {
  Expr slope = d * slopeOfPower(a, b, y);
  Expr zero = a.program->constant(0.0, a.type());
  Expr isUndefined = negated(compare(Primitive::Gt, abs(a), zero));
  return {slope, negated(both(equal(b, 0.0), isUndefined))};
}

/// The slope is y log(a), but 0 where a is 0.
Partial ofPowerByExponent(Expr a, Expr y, Expr d) {
  return {d * (y * log(a)), negated(equal(a, 0.0))};
}

/// Returns d where a and b have the same sign, else -d.
Expr withSigns(Expr a, Expr b, Expr d) {
  auto sign = [](Expr x) {
    Expr one = x.program->constant(1.0, x.type());
    return x.program->apply(Primitive::CopySign, {one, x});
  };
  return d * (sign(a) * sign(b));
}

Expr applied(Primitive primitive, Expr a) {
  return a.program->apply(primitive, {a});
}

/// Computes 1 / (1 + a a) as inverse^2 / (1 + ratio^2), without squaring an a
/// greater than 1.
struct Hypotenuse {
  explicit Hypotenuse(Expr a)
      : one(a.program->constant(1.0, a.type())), magnitude(abs(a)),
        isLarge(compare(Primitive::Gt, magnitude, one)),
        inverse(1.0 / select(isLarge, magnitude, one)),
        ratio(inverse * select(isLarge, one, magnitude)) {}

  Expr one, magnitude, isLarge, inverse, ratio;
};

Expr ofAtan(Expr a, Expr d) {
  Hypotenuse h(a);
  return d * (h.inverse * h.inverse / (1.0 + h.ratio * h.ratio));
}
Expr ofAsinh(Expr a, Expr d) {
  Hypotenuse h(a);
  return d * (h.inverse * rsqrt(1.0 + h.ratio * h.ratio));
}

/// Returns d (1 - y y), which loses digits as y approaches 1. If y would have
/// to be recomputed for it, returns d / cosh(a)^2.
Expr ofTanh(Expr a, Expr y, Expr d, bool isComputedAgain) {
  if (!isComputedAgain)
    return d * (1.0 - y * y);
  Expr root = applied(Primitive::Cosh, a);
  return d / root / root;
}

/// Returns b / (a a + b b) without squares: 1 / (1 + q q) / b with q = a / b,
/// or q / (1 + q q) / a with q = b / a, whichever q is at most 1.
Expr ofAngle(Expr a, Expr b) {
  Expr isFlat = compare(Primitive::Le, abs(a), abs(b));
  Expr less = select(isFlat, a, b), more = select(isFlat, b, a);
  Expr ratio = less / more;
  Expr one = a.program->constant(1.0, a.type());
  return select(isFlat, one, ratio) / (1.0 + ratio * ratio) / more;
}

/// Returns d in the operand's type for a cast between floats. Casts from or to
/// integers have no derivative.
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
  X(Tanh, ofTanh(a, y, d, isComputedAgain))                                    \
  X(Erf, d *(twoOverRootPi * exp(-(a * a))))                                   \
  X(Sqrt, 0.5 * d / y)                                                         \
  X(Rsqrt, -(0.5 * d * y * (y * y)))                                           \
  X(Sin, d *cos(a))                                                            \
  X(Cos, -(d * sin(a)))                                                        \
  X(Tan, d * (1.0 + y * y))                                                    \
  X(Asin, d *rsqrt((1.0 - a) * (1.0 + a)))                                     \
  X(Acos, -(d * rsqrt((1.0 - a) * (1.0 + a))))                                 \
  X(Atan, ofAtan(a, d))                                                        \
  X(Sinh, d *applied(Primitive::Cosh, a))                                      \
  X(Cosh, d *applied(Primitive::Sinh, a))                                      \
  X(Asinh, ofAsinh(a, d))                                                      \
  X(Acosh, d *(rsqrt(a - 1.0) * rsqrt(a + 1.0)))                               \
  X(Atanh, d / (1.0 - a) / (1.0 + a))                                          \
  X(Exp2, d * (2.0 * ln2 * applied(Primitive::Exp2, a - 1.0)))                 \
  X(Expm1, d *exp(a))                                                          \
  X(Log1p, d / (1.0 + a))                                                      \
  X(Log2, d * (1.0 / ln2) / a)                                                 \
  X(Log10, d * (1.0 / ln10) / a)                                               \
  X(Cbrt, d / (3.0 * (y * y)))                                                 \
  X(Erfc, -(d * (twoOverRootPi * exp(-(a * a)))))                              \
  X(Cast, ofCast(a, d))
#define AG_BINARY_PARTIALS(X)                                                  \
  X(Add, d, d)                                                                 \
  X(Sub, d, -d)                                                                \
  X(Mul, d *b, a *d)                                                           \
  X(Div, d / b, -(d * y / b))                                                  \
  X(Rem, d, -(d * roundEven((a - y) / b)))                                     \
  X(Pow, ofPowerByBase(a, b, y, d), ofPowerByExponent(a, y, d))                \
  X(Max, ofExtremum(Primitive::Gt, a, b, y, d),                                \
    ofExtremum(Primitive::Gt, b, a, y, d))                                     \
  X(Min, ofExtremum(Primitive::Lt, a, b, y, d),                                \
    ofExtremum(Primitive::Lt, b, a, y, d))                                     \
  X(Atan2, d *ofAngle(a, b), -(d * ofAngle(b, a)))                             \
  X(CopySign, withSigns(a, b, d), noPartial())
#define AG_TERNARY_PARTIALS(X)                                                 \
  X(Fma, d *b, a *d, d)                                                        \
  X(Select, noPartial(), Partial(d, a), Partial(d, negated(a)))

// X(enumerator): primitives without one, which step, compare, or work on bits.
// clang-format off
#define AG_WITHOUT_PARTIALS(X)                                                 \
  X(Floor) X(Ceil) X(Trunc) X(Round) X(RoundEven)                              \
  X(And) X(Or) X(Xor) X(Shl) X(Shr) X(Ctlz) X(Cttz) X(Ctpop) X(MulHigh)        \
  X(Bitcast) X(Lt) X(Le) X(Eq) X(Ne) X(Ge) X(Gt)
// clang-format on

/// Returns true if the line rounds at most once.
bool isRoundedOnce(Primitive primitive, unsigned operand) {
  switch (primitive) {
  case Primitive::Neg:
  case Primitive::Abs:
  case Primitive::Exp:
  case Primitive::Log:
  case Primitive::Cast:
  case Primitive::Add:
  case Primitive::Sub:
  case Primitive::Mul:
  case Primitive::Max:
  case Primitive::Min:
  case Primitive::CopySign:
  case Primitive::Fma:
  case Primitive::Select:
    return true;
  case Primitive::Div:
  case Primitive::Rem:
    return operand == 0;
  default:
    return false;
  }
}

/// Returns the line of the primitive. `isComputedAgain` means that the result
/// is recomputed rather than stored.
Maybe readTable(Primitive primitive, unsigned operand,
                llvm::ArrayRef<Expr> operands, Expr result, Expr factor,
                bool isComputedAgain) {
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

/// Returns the line computed in f32 and rounded to the type once.
Maybe computeInF32(Primitive primitive, unsigned operand,
                   llvm::ArrayRef<Expr> operands, Expr factor) {
  ScalarProgram &program = *factor.program;
  auto widen = [&](Expr x) { return program.cast(x, ScalarType::F32); };
  llvm::SmallVector<Expr, 3> wide;
  for (Expr x : operands)
    wide.push_back(widen(x));
  Maybe partial = readTable(primitive, operand, wide,
                            program.apply(primitive, wide), widen(factor),
                            /*isComputedAgain=*/true);
  if (!partial)
    return std::nullopt;
  auto narrow = [&](Expr x) { return program.cast(x, factor.type()); };
  const ScalarNode &node = program.nodes()[partial->value.node];
  bool isNegative =
      node.kind == ScalarNode::Apply && node.primitive == Primitive::Neg;
  partial->value = isNegative ? -narrow(Expr{&program, node.operands[0]})
                              : narrow(partial->value);
  return partial;
}
} // namespace

std::optional<Partial> makePartial(Primitive primitive, unsigned operand,
                                   llvm::ArrayRef<Expr> operands, Expr result,
                                   Expr factor) {
  ScalarType type = result.type();
  if (!isFloat(type))
    return std::nullopt;
  bool isNarrow = getAccumulatorType(type) != type;
  return isNarrow && !isRoundedOnce(primitive, operand)
             ? computeInF32(primitive, operand, operands, factor)
             : readTable(primitive, operand, operands, result, factor,
                         /*isComputedAgain=*/false);
}

} // namespace ag
