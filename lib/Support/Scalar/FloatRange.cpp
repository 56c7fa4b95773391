//===- FloatRange.cpp - what is known of floats ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FloatRange.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

namespace ag {

FloatRange FloatRange::of(double number) {
  if (std::isnan(number))
    return {-infinity, infinity, false, true};
  return {number, number, std::isinf(number), false};
}

FloatRange FloatRange::join(const FloatRange &other) const {
  return {std::min(low, other.low), std::max(high, other.high),
          mayBeInfinite || other.mayBeInfinite, mayBeNaN || other.mayBeNaN};
}

FloatRange FloatRange::sum() const {
  return {low < 0 ? -infinity : low, high > 0 ? infinity : high, mayBeInfinite,
          mayBeNaN || (mayBeInfinite && low < 0 && high > 0)};
}

namespace {
//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

bool areInfinite(FloatRange a, FloatRange b) {
  return a.mayBeInfinite && b.mayBeInfinite;
}

FloatRange withFlags(double low, double high, FloatRange a, FloatRange b) {
  return {low, high, a.mayBeInfinite || b.mayBeInfinite,
          a.mayBeNaN || b.mayBeNaN};
}

FloatRange negate(FloatRange a) {
  return {-a.high, -a.low, a.mayBeInfinite, a.mayBeNaN};
}

FloatRange add(FloatRange a, FloatRange b) {
  FloatRange sum = withFlags(a.low + b.low, a.high + b.high, a, b);
  sum.mayBeNaN |= areInfinite(a, b);
  return sum;
}

/// Multiplies bounds. An infinite bound is not reached, so that 0 times it is
/// 0.
double multiplyBounds(double a, double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

FloatRange multiply(FloatRange a, FloatRange b) {
  auto [low, high] = std::minmax(
      {multiplyBounds(a.low, b.low), multiplyBounds(a.low, b.high),
       multiplyBounds(a.high, b.low), multiplyBounds(a.high, b.high)});
  FloatRange product = withFlags(low, high, a, b);
  product.mayBeNaN |=
      (a.mayBeInfinite && b.hasZero()) || (b.mayBeInfinite && a.hasZero());
  return product;
}

FloatRange square(FloatRange a) {
  FloatRange product = multiply(a, a);
  product.low = a.hasZero() ? 0 : std::min(a.low * a.low, a.high * a.high);
  product.mayBeNaN = a.mayBeNaN;
  return product;
}

FloatRange divideRanges(FloatRange a, FloatRange b) {
  if (!b.isNotZero()) {
    bool isPositive = a.low >= 0 && b.low >= 0;
    return {isPositive ? 0 : -FloatRange::infinity, FloatRange::infinity, true,
            true};
  }
  FloatRange inverse = {1 / b.high, 1 / b.low, false, false};
  FloatRange quotient = multiply(a, inverse);
  quotient.mayBeNaN = a.mayBeNaN || areInfinite(a, b);
  return quotient;
}

FloatRange magnitude(FloatRange a) {
  double high = std::max(std::fabs(a.low), std::fabs(a.high));
  double low = std::min(std::fabs(a.low), std::fabs(a.high));
  return {a.hasZero() ? 0 : low, high, a.mayBeInfinite, a.mayBeNaN};
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Returns the range of a function that is monotone, and finite between finite
/// bounds.
FloatRange grow(FloatRange a, double (*function)(double)) {
  return {function(a.low), function(a.high), a.mayBeInfinite, a.mayBeNaN};
}

/// Returns the range of e^a or a similar function, which overflows unless a
/// bound prevents it.
FloatRange growFast(FloatRange a, double (*function)(double)) {
  FloatRange result = grow(a, function);
  result.mayBeInfinite = std::isinf(result.high);
  return result;
}

/// Returns the range of log(a) or a similar function, which is -inf at `zero`
/// and NaN below.
FloatRange growFrom(double zero, FloatRange a, double (*function)(double)) {
  if (a.low - zero > 1e-20)
    return grow(a, function);
  return {-FloatRange::infinity, function(std::max(zero, a.high)), true,
          a.mayBeNaN || a.low < zero};
}

FloatRange root(FloatRange a) {
  FloatRange result = grow({std::max(a.low, 0.0), std::max(a.high, 0.0),
                            a.mayBeInfinite, a.mayBeNaN},
                           [](double x) { return std::sqrt(x); });
  result.mayBeNaN |= a.low < 0;
  return result;
}

FloatRange within(double low, double high, FloatRange a, bool isPeriodic) {
  return {low, high, false, a.mayBeNaN || (isPeriodic && a.mayBeInfinite)};
}

/// Returns the range of a^b if b is a single number, or else of any float.
FloatRange raiseRange(FloatRange a, FloatRange b) {
  if (b.low != b.high || !b.isFinite() || (b.low < 0 && !a.isPositive()))
    return FloatRange::any();
  if (b.low < 0)
    return divideRanges(FloatRange::of(1.0), raiseRange(a, negate(b)));
  bool isEven = std::fmod(b.low, 2) == 0;
  if (a.low < 0 && !isEven)
    return {-FloatRange::infinity, FloatRange::infinity, a.mayBeInfinite,
            a.mayBeNaN || b.low != std::trunc(b.low)};
  FloatRange base = magnitude(a);
  return {std::pow(base.low, b.low), std::pow(base.high, b.low),
          a.mayBeInfinite, a.mayBeNaN};
}

FloatRange applyUnary(Primitive primitive, FloatRange a) {
  auto of = [](double (*function)(double)) { return function; };
  switch (primitive) {
  case Primitive::Neg:
    return negate(a);
  case Primitive::Abs:
    return magnitude(a);
  case Primitive::Floor:
  case Primitive::Ceil:
  case Primitive::Trunc:
  case Primitive::Round:
  case Primitive::RoundEven:
    return {std::floor(a.low), std::ceil(a.high), a.mayBeInfinite, a.mayBeNaN};
  case Primitive::Exp:
    return growFast(a, of([](double x) { return std::exp(x); }));
  case Primitive::Exp2:
    return growFast(a, of([](double x) { return std::exp2(x); }));
  case Primitive::Expm1:
    return growFast(a, of([](double x) { return std::expm1(x); }));
  case Primitive::Log:
    return growFrom(0, a, of([](double x) { return std::log(x); }));
  case Primitive::Log2:
    return growFrom(0, a, of([](double x) { return std::log2(x); }));
  case Primitive::Log10:
    return growFrom(0, a, of([](double x) { return std::log10(x); }));
  case Primitive::Log1p:
    return growFrom(-1, a, of([](double x) { return std::log1p(x); }));
  case Primitive::Sqrt:
    return root(a);
  case Primitive::Rsqrt:
    return divideRanges(FloatRange::of(1.0), root(a));
  case Primitive::Cbrt:
    return grow(a, of([](double x) { return std::cbrt(x); }));
  case Primitive::Tanh:
  case Primitive::Erf:
    return within(-1, 1, a, /*isPeriodic=*/false);
  case Primitive::Erfc:
    return within(0, 2, a, /*isPeriodic=*/false);
  case Primitive::Atan:
    return within(-2, 2, a, /*isPeriodic=*/false);
  case Primitive::Sin:
  case Primitive::Cos:
    return within(-1, 1, a, /*isPeriodic=*/true);
  case Primitive::Asinh:
    return {-FloatRange::infinity, FloatRange::infinity, a.mayBeInfinite,
            a.mayBeNaN};
  default:
    return FloatRange::any();
  }
}

FloatRange applyBinary(Primitive primitive, FloatRange a, FloatRange b,
                       bool isSame) {
  switch (primitive) {
  case Primitive::Add:
    return add(a, b);
  case Primitive::Sub:
    return add(a, negate(b));
  case Primitive::Mul:
    return isSame ? square(a) : multiply(a, b);
  case Primitive::Div:
    return divideRanges(a, b);
  case Primitive::Pow:
    return raiseRange(a, b);
  case Primitive::Max:
    return withFlags(std::max(a.low, b.low), std::max(a.high, b.high), a, b);
  case Primitive::Min:
    return withFlags(std::min(a.low, b.low), std::min(a.high, b.high), a, b);
  case Primitive::CopySign:
    return magnitude(a).join(negate(magnitude(a)));
  case Primitive::Atan2:
    return withFlags(-4, 4, a, b);
  default:
    return FloatRange::any();
  }
}

FloatRange castRange(ScalarType from, FloatRange a) {
  if (isFloat(from))
    return a;
  if (from == ScalarType::I1)
    return {0, 1, false, false};
  bool hasSign = getKind(from) == ScalarKind::Signed;
  return {hasSign ? -FloatRange::infinity : 0, FloatRange::infinity, false,
          false};
}

/// Returns the bounds rounded to the type.
FloatRange roundRange(FloatRange range, ScalarType type) {
  double low = roundToType(range.low, type),
         high = roundToType(range.high, type);
  bool overflows = std::isinf(low) != std::isinf(range.low) ||
                   std::isinf(high) != std::isinf(range.high);
  return {low, high, range.mayBeInfinite || overflows, range.mayBeNaN};
}

/// Narrows the range of x by a comparison of x with a number, which holds or
/// not.
FloatRange narrow(FloatRange range, const ScalarNode &condition,
                  const ScalarNode &by, bool holds) {
  bool isBelow = condition.primitive == Primitive::Lt ||
                 condition.primitive == Primitive::Le;
  if (isBelow == holds)
    range.high = std::min(range.high, by.constant.f);
  else
    range.low = std::max(range.low, by.constant.f);
  return range;
}

FloatRange chosenRange(const ScalarProgram &program, const ScalarNode &select,
                       bool holds, llvm::ArrayRef<FloatRange> ranges) {
  unsigned chosen = select.operands[holds ? 1 : 2];
  const ScalarNode &condition = program.nodes()[select.operands[0]];
  const ScalarNode &by = program.nodes()[condition.operands[1]];
  bool isKnown = condition.kind == ScalarNode::Apply &&
                 llvm::is_contained({Primitive::Lt, Primitive::Le,
                                     Primitive::Gt, Primitive::Ge},
                                    condition.primitive) &&
                 by.kind == ScalarNode::Constant && isFloat(by.type);
  if (!isKnown)
    return ranges[chosen];
  unsigned x = condition.operands[0];
  const ScalarNode &node = program.nodes()[chosen];
  bool isNegated = node.kind == ScalarNode::Apply &&
                   node.primitive == Primitive::Neg && node.operands[0] == x;
  if (chosen == x)
    return narrow(ranges[x], condition, by, holds);
  return isNegated ? negate(narrow(ranges[x], condition, by, holds))
                   : ranges[chosen];
}

FloatRange rangeOf(const ScalarProgram &program, const ScalarNode &node,
                   llvm::ArrayRef<FloatRange> ranges) {
  auto [a, b, c] = node.operands;
  switch (getArity(node.primitive)) {
  case 1:
    return node.primitive == Primitive::Cast
               ? castRange(program.operandType(node), ranges[a])
               : applyUnary(node.primitive, ranges[a]);
  case 2:
    return applyBinary(node.primitive, ranges[a], ranges[b], a == b);
  default:
    return node.primitive == Primitive::Fma
               ? add(multiply(ranges[a], ranges[b]), ranges[c])
               : chosenRange(program, node, true, ranges)
                     .join(chosenRange(program, node, false, ranges));
  }
}
} // namespace

llvm::SmallVector<FloatRange> findRanges(const ScalarProgram &program,
                                         llvm::ArrayRef<FloatRange> inputs) {
  llvm::SmallVector<FloatRange> ranges;
  for (const ScalarNode &node : program.nodes()) {
    FloatRange &range = ranges.emplace_back();
    if (!isFloat(node.type))
      continue;
    if (node.kind == ScalarNode::Constant)
      range = FloatRange::of(node.constant.f);
    else if (node.kind == ScalarNode::Input)
      range = inputs[node.position];
    else if (node.kind == ScalarNode::Apply)
      range =
          roundRange(rangeOf(program, node, llvm::ArrayRef(ranges).drop_back()),
                     node.type);
  }
  return ranges;
}

//===----------------------------------------------------------------------===//
// Slopes
//===----------------------------------------------------------------------===//

bool isSteep(const ScalarNode &step, unsigned operand,
             llvm::ArrayRef<FloatRange> ranges) {
  FloatRange a = ranges[step.operands[0]], b = ranges[step.operands[1]];
  switch (step.primitive) {
  case Primitive::Neg:
  case Primitive::Abs:
  case Primitive::Add:
  case Primitive::Sub:
  case Primitive::Max:
  case Primitive::Min:
  case Primitive::CopySign:
  case Primitive::Select:
  case Primitive::Cast:
    return false;
  case Primitive::Mul:
  case Primitive::Fma:
    return operand < 2 && !(operand == 0 ? b : a).isFinite();
  case Primitive::Div:
    return !b.isNotZero() || (operand == 1 && !a.isFinite());
  case Primitive::Rem:
    return operand == 1 && (!b.isNotZero() || !a.isFinite());
  case Primitive::Pow: {
    bool isPlain = a.isFinite() && b.isFinite() && b.low == b.high;
    bool isWhole = b.low == std::trunc(b.low) || a.low >= 0;
    bool isSmooth = (isWhole && b.low >= 1) || (a.isPositive() && b.low >= -1);
    return operand == 1 || !isPlain || !isSmooth;
  }
  case Primitive::Exp:
  case Primitive::Exp2:
  case Primitive::Expm1:
    return a.mayBeNaN ||
           roundRange(applyUnary(step.primitive, a), step.type).mayBeInfinite;
  case Primitive::Log:
  case Primitive::Log2:
  case Primitive::Log10:
  case Primitive::Sqrt:
  case Primitive::Rsqrt:
    return !a.isPositive();
  case Primitive::Log1p:
    return a.low < -0.999999 || a.mayBeNaN;
  case Primitive::Cbrt:
    return !a.isNotZero();
  case Primitive::Tanh:
  case Primitive::Erf:
  case Primitive::Erfc:
  case Primitive::Sin:
  case Primitive::Cos:
  case Primitive::Atan:
  case Primitive::Asinh:
    return !a.isFinite();
  default:
    return true;
  }
}

} // namespace ag
