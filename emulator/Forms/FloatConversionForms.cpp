//===- FloatConversionForms.cpp - conversions from and to floats --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include "Forms/RoundingMode.h"
#include <limits>

namespace ag::emulator {
namespace {

float widen(float value) { return value; }
double widen(double value) { return value; }
float widen(Half value) { return toFloat(value); }
float widen(Brain value) { return toFloat(value); }

template <Rounding Mode> double roundToIntegral(double value) {
  switch (Mode) {
  case Rounding::Nearest:
    return std::nearbyint(value);
  case Rounding::Zero:
    return std::trunc(value);
  case Rounding::Down:
    return std::floor(value);
  case Rounding::Up:
    return std::ceil(value);
  }
  return value;
}

// The two functions below have many instances. With noinline, they compile in a
// fifth of the time.

/// Returns `value` rounded and clamped to the integer type; 0 for NaN.
template <class To, class From, Rounding Mode>
[[gnu::noinline]] To toInteger(From value) {
  double rounded = roundToIntegral<Mode>(widen(value));
  constexpr double least = std::numeric_limits<To>::min();
  // One more than the greatest number. It is a power of two, so that a double
  // represents it.
  const double beyond = std::ldexp(1.0, std::numeric_limits<To>::digits);
  if (std::isnan(rounded))
    return 0;
  return rounded < least     ? std::numeric_limits<To>::min()
         : rounded >= beyond ? std::numeric_limits<To>::max()
                             : static_cast<To>(rounded);
}
template <class To, Rounding Mode> To toIntegerFlushed(float value) {
  return toInteger<To, float, Mode>(flush(value));
}

/// Rounds once: to f32 and f64 by the host's rounding mode, and to the small
/// floats by makeHalf and makeBrain. The cast to double before that is exact
/// for integers within f16's range.
template <class To, class From, Rounding Mode>
[[gnu::noinline]] To toFloating(From value) {
  if constexpr (std::is_same_v<To, Half>) {
    return makeHalf(static_cast<double>(value), Mode);
  } else if constexpr (std::is_same_v<To, Brain>) {
    return makeBrain(static_cast<double>(value), Mode);
  } else if constexpr (Mode == Rounding::Nearest) {
    return canonical(static_cast<To>(value));
  } else {
    RoundingScope scope(Mode);
    volatile From from = value;
    volatile To to = static_cast<To>(from);
    return canonical(to);
  }
}
template <class To, class From, Rounding Mode> To narrow(From value) {
  return toFloating<To, decltype(widen(value)), Mode>(widen(value));
}
/// Rounds an f32 to nearest, which is the most frequent conversion.
Brain toBrain(float value) { return {roundToBrain(value)}; }

template <class T, Rounding Mode> T toIntegral(T value) {
  return canonical(static_cast<T>(roundToIntegral<Mode>(value)));
}
template <class To, class From> To widenTo(From value) {
  return canonical(static_cast<To>(widen(value)));
}
template <class T> T keepFloat(T value) { return value; }

template <auto Function> struct FlushedConversion;
template <class To, class From, To (*Function)(From)>
struct FlushedConversion<Function> {
  static float flushAny(float value) { return flush(value); }
  template <class T> static T flushAny(T value) { return value; }
  static To call(From value) { return flushAny(Function(flushAny(value))); }
};
template <auto Function> struct SaturatedConversion;
template <class From, float (*Function)(From)>
struct SaturatedConversion<Function> {
  static float call(From value) { return saturate(Function(value)); }
};

template <class To, class From, Rounding Mode>
void addToInteger(FormTable &table, const std::string &mode) {
  std::string types = spell<From>(spell<To>("") + ".");
  Form form = conversion<toInteger<To, From, Mode>>();
  table["cvt." + mode + "i." + types] = form;
  table["cvt." + mode + "i.sat." + types] = form;
  if constexpr (std::is_same_v<From, float>)
    table["cvt." + mode + "i.ftz." + types] =
        conversion<toIntegerFlushed<To, Mode>>();
}

template <class Integer, class Float, Rounding Mode>
void addBetween(FormTable &table, const std::string &mode) {
  addToInteger<Integer, Float, Mode>(table, mode);
  table[spell<Integer>(spell<Float>("cvt." + mode + ".") + ".")] =
      conversion<toFloating<Float, Integer, Mode>>();
}

template <class Float, Rounding Mode>
void addIntegersOf(FormTable &table, const std::string &mode) {
  addBetween<uint8_t, Float, Mode>(table, mode);
  addBetween<uint16_t, Float, Mode>(table, mode);
  addBetween<uint32_t, Float, Mode>(table, mode);
  addBetween<uint64_t, Float, Mode>(table, mode);
  addBetween<int8_t, Float, Mode>(table, mode);
  addBetween<int16_t, Float, Mode>(table, mode);
  addBetween<int32_t, Float, Mode>(table, mode);
  addBetween<int64_t, Float, Mode>(table, mode);
}

template <Rounding Mode>
void addRounding(FormTable &table, const std::string &mode) {
  addIntegersOf<float, Mode>(table, mode);
  addIntegersOf<double, Mode>(table, mode);
  addIntegersOf<Half, Mode>(table, mode);
  std::string cvt = "cvt." + mode;
  table[cvt + ".f32.f64"] = conversion<narrow<float, double, Mode>>();
  table[cvt + ".sat.f32.f64"] =
      conversion<SaturatedConversion<narrow<float, double, Mode>>::call>();
  table[cvt + ".ftz.f32.f64"] =
      conversion<FlushedConversion<narrow<float, double, Mode>>::call>();
  table[cvt + ".f16.f32"] = conversion<narrow<Half, float, Mode>>();
  table[cvt + ".f16.f64"] = conversion<narrow<Half, double, Mode>>();
  table[cvt + ".bf16.f32"] = conversion<narrow<Brain, float, Mode>>();
  table[cvt + "i.f32.f32"] = conversion<toIntegral<float, Mode>>();
  table[cvt + "i.ftz.f32.f32"] =
      conversion<FlushedConversion<toIntegral<float, Mode>>::call>();
  table[cvt + "i.f64.f64"] = conversion<toIntegral<double, Mode>>();
}

/// Returns two small floats in one register. The first source is the upper one.
uint32_t packHalves(float high, float low) {
  return static_cast<uint32_t>(makeHalf(low).bits) |
         static_cast<uint32_t>(makeHalf(high).bits) << 16;
}
uint32_t packBrains(float high, float low) {
  return static_cast<uint32_t>(roundToBrain(low)) |
         static_cast<uint32_t>(roundToBrain(high)) << 16;
}
} // namespace

void addFloatConversions(FormTable &table) {
  addRounding<Rounding::Nearest>(table, "rn");
  addRounding<Rounding::Zero>(table, "rz");
  addRounding<Rounding::Down>(table, "rm");
  addRounding<Rounding::Up>(table, "rp");
  table["cvt.rn.bf16.f32"] = conversion<toBrain>();
  table["cvt.f32.f16"] = conversion<widenTo<float, Half>>();
  table["cvt.ftz.f32.f16"] = conversion<widenTo<float, Half>>();
  table["cvt.f64.f16"] = conversion<widenTo<double, Half>>();
  table["cvt.f32.bf16"] = conversion<widenTo<float, Brain>>();
  table["cvt.f64.f32"] = conversion<widenTo<double, float>>();
  table["cvt.f32.f32"] = conversion<keepFloat<float>>();
  table["cvt.ftz.f32.f32"] =
      conversion<FlushedConversion<keepFloat<float>>::call>();
  table["cvt.sat.f32.f32"] =
      conversion<SaturatedConversion<keepFloat<float>>::call>();
  table["cvt.f64.f64"] = conversion<keepFloat<double>>();
  table["cvt.rn.f16x2.f32"] = conversion<packHalves>();
  table["cvt.rn.bf16x2.f32"] = conversion<packBrains>();
}

} // namespace ag::emulator
