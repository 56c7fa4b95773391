//===- Numbers.cpp - the small floats of PTX ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Numbers.h"
#include <algorithm>
#include <cmath>

namespace ag::emulator {
namespace {
/// The format of a float of 16 bits.
struct SmallFormat {
  int mantissaBits;
  int leastExponent;
};
constexpr SmallFormat halfFormat = {10, -14};
constexpr SmallFormat brainFormat = {7, -126};
} // namespace

/// Returns 1 if `kept` is rounded away from zero. `rest` is the remainder that
/// was cut off, as a fraction of 2 * `half`.
static uint64_t roundsAway(uint64_t kept, uint64_t rest, uint64_t half,
                           bool isNegative, Rounding rounding) {
  switch (rounding) {
  case Rounding::Nearest:
    return rest > half || (rest == half && (kept & 1) != 0);
  case Rounding::Zero:
    return 0;
  case Rounding::Down:
    return isNegative && rest != 0;
  case Rounding::Up:
    return !isNegative && rest != 0;
  }
  return 0;
}

static uint16_t roundTo(SmallFormat format, double value, Rounding rounding) {
  uint64_t bits = bitCast<uint64_t>(value);
  bool isNegative = bits >> 63 != 0;
  uint16_t sign = isNegative ? 0x8000 : 0;
  uint32_t infinity = 0x7fff >> format.mantissaBits << format.mantissaBits;
  if (std::isnan(value))
    return 0x7fff;
  if (std::isinf(value) || value == 0)
    return sign | (value == 0 ? 0 : infinity);
  int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
  uint64_t mantissa = (bits & ((1ull << 52) - 1)) | 1ull << 52;
  int below = std::max(format.leastExponent - exponent, 0);
  int shift = std::min(52 - format.mantissaBits + below, 62);
  uint64_t kept = mantissa >> shift;
  uint64_t rest = mantissa & ((1ull << shift) - 1);
  kept += roundsAway(kept, rest, 1ull << (shift - 1), isNegative, rounding);
  // A carry out of the mantissa increments the exponent.
  uint64_t raised = std::max(exponent - format.leastExponent, 0);
  uint64_t result = kept + (raised << format.mantissaBits);
  if (result < infinity)
    return sign | static_cast<uint16_t>(result);
  bool isCut = rounding == Rounding::Zero ||
               rounding == (isNegative ? Rounding::Up : Rounding::Down);
  return sign | static_cast<uint16_t>(infinity - isCut);
}

uint16_t roundToHalf(double value, Rounding rounding) {
  return roundTo(halfFormat, value, rounding);
}

uint16_t roundToBrain(double value, Rounding rounding) {
  return roundTo(brainFormat, value, rounding);
}

/// See [Boldo and Melquiond 2008]. The product of two small floats is exact,
/// and so is the error of the sum, whose sign determines the side of the odd
/// neighbour.
double fmaToOdd(double a, double b, double c) {
  double product = a * b, sum = product + c;
  double other = sum - product;
  double error = (product - (sum - other)) + (c - other);
  if (!std::isfinite(sum) || error == 0 || (bitCast<uint64_t>(sum) & 1) != 0)
    return sum;
  bool isUp = (error > 0) == (sum > 0);
  return bitCast<double>(bitCast<uint64_t>(sum) + (isUp ? 1 : -1));
}

} // namespace ag::emulator
