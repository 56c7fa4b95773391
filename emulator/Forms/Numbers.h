//===- Numbers.h - the small floats of PTX ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are f16 and bf16 converted and rounded? These structs have their bits.
// Arithmetic is in f32, or in f64 if f32 would round twice.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_NUMBERS_H
#define AG_EMULATOR_FORMS_NUMBERS_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace ag::emulator {

struct Half {
  uint16_t bits;
};
struct Brain {
  uint16_t bits;
};
/// A lane of a predicate, 0 or 1, or the poison of a register that was never
/// written.
struct Predicate {
  uint8_t bits;
  Predicate() = default;
  Predicate(bool value) : bits(value) {}
  operator bool() const { return (bits & 1) != 0; }
};

enum class Rounding : uint8_t { Nearest, Zero, Down, Up };

template <class To, class From> To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "a cast keeps the bits");
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

/// Returns the bits of `value` rounded to a float of 16 bits; the canonical NaN
/// 0x7fff for any NaN.
uint16_t roundToHalf(double value, Rounding rounding);
uint16_t roundToBrain(double value, Rounding rounding);

/// Does the same as roundToBrain with Rounding::Nearest, but faster.
inline uint16_t roundToBrain(float value) {
  uint32_t bits = bitCast<uint32_t>(value);
  uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return value == value ? static_cast<uint16_t>(rounded) : 0x7fff;
}

inline float toFloat(Brain value) {
  return bitCast<float>(static_cast<uint32_t>(value.bits) << 16);
}
inline float toFloat(Half value) {
  uint32_t magnitude = static_cast<uint32_t>(value.bits & 0x7fff) << 13;
  uint32_t sign = static_cast<uint32_t>(value.bits & 0x8000) << 16;
  bool isSpecial = (value.bits & 0x7c00) == 0x7c00;
  // The exponents' biases differ by 112; subnormals become normal.
  float scaled = bitCast<float>(magnitude) * 0x1p112f;
  uint32_t bits =
      isSpecial ? magnitude | 0x7f800000 : bitCast<uint32_t>(scaled);
  return bitCast<float>(bits | sign);
}

inline Half makeHalf(double value, Rounding rounding = Rounding::Nearest) {
  return {roundToHalf(value, rounding)};
}
inline Brain makeBrain(double value, Rounding rounding = Rounding::Nearest) {
  return {roundToBrain(value, rounding)};
}

/// Returns a * b + c rounded to odd: the last bit is 1 if it is inexact.
/// Rounding the result to a float of at most 24 bits then equals a single
/// rounding.
double fmaToOdd(double a, double b, double c);

/// Returns true for NaN; false for all integers.
template <class T> bool isNaN(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return std::isnan(value);
  return false;
}

template <class T> T canonicalNaN();
template <> inline float canonicalNaN() { return bitCast<float>(0x7fffffffu); }
template <> inline double canonicalNaN() {
  return bitCast<double>(0x7fffffffffffffffull);
}

/// Returns `value`, or the canonical NaN of f32 if it is NaN.
inline float canonical(float value) {
  return value == value ? value : canonicalNaN<float>();
}
inline double canonical(double value) { return value; }

/// Returns `value`, or a zero of its sign if it is subnormal.
inline float flush(float value) {
  uint32_t bits = bitCast<uint32_t>(value);
  return (bits & 0x7f800000) == 0 ? bitCast<float>(bits & 0x80000000) : value;
}

/// Returns `value` clamped to [0, 1]; NaN becomes 0.
inline float saturate(float value) {
  float positive = value > 0 ? value : 0.0f;
  return positive < 1 ? positive : 1.0f;
}

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_NUMBERS_H
