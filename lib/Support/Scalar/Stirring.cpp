//===- Stirring.cpp - what rounding may change ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Stirring.h"
#include "ag/Support/Scalar/SplitMix.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/bit.h"
#include <cmath>

namespace ag {

double getUnit(ScalarType type) {
  return std::ldexp(
      1.0, 1 - int(llvm::APFloat::semanticsPrecision(getSemantics(type))));
}

static bool isHeldBy(double value, ScalarType type) {
  constexpr uint64_t lowest = (1u << 20) - 1;
  return type == ScalarType::F64
             ? (llvm::bit_cast<uint64_t>(value) & lowest) == 0
             : roundToType(value, type) == value;
}

/// Returns bits that depend on the magnitude of `value` and on `number`.
static uint64_t drawBits(double value, uint64_t number) {
  return splitMix64(llvm::bit_cast<uint64_t>(std::fabs(value)), number);
}

/// Returns a number from -1 to 1.
static double draw(double value, uint64_t number) {
  uint64_t bits = drawBits(value, number);
  return std::ldexp(double(bits >> 11), -52) - 1.0;
}

double stir(double value, ScalarType type, uint64_t number) {
  if (!std::isfinite(value) || isHeldBy(value, type))
    return value;
  double rounded = roundToType(value, type);
  if (std::isinf(rounded))
    return rounded;
  int least = llvm::APFloat::semanticsMinExponent(getSemantics(type));
  int exponent = std::max(std::ilogb(value), least);
  double unit = std::ldexp(getUnit(type), exponent);
  return std::copysign(std::fabs(value) + unit * draw(value, number), value);
}

/// Moves a term that is added to `other`. Both terms of a sum are moved
/// differently.
static double stirTerm(double term, double other, ScalarType type,
                       uint64_t number) {
  return stir(term, type, drawBits(other, number));
}

double addStirred(double a, double b, ScalarType type, uint64_t number) {
  double x = stirTerm(a, b, type, 2 * number);
  return stir(x + stirTerm(b, a, type, 2 * number + 1), type, number);
}

double subtractStirred(double a, double b, ScalarType type, uint64_t number) {
  return addStirred(a, -b, type, number);
}

} // namespace ag
