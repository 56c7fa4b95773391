//===- ConversionFormTest.cpp - conversions against C++ -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each conversion truncated, extended, clamped or rounded as its form says?
//
//===----------------------------------------------------------------------===//
#include "FormTest.h"
#include <cfenv>

namespace ag::emulator {
namespace {

TEST(ConversionForm, integersKeepTheirLowerBits) {
  check("cvt.u32.u64", [](uint64_t a) { return uint32_t(a); });
  check("cvt.u64.u32", [](uint32_t a) { return uint64_t(a); });
  check("cvt.s64.s32", [](int32_t a) { return int64_t(a); });
  check("cvt.s32.s16", [](int16_t a) { return int32_t(a); });
  check("cvt.u16.u32", [](uint32_t a) { return uint16_t(a); });
  // Bytes are extended to a wider register, and truncated from one.
  check("cvt.s32.s8", [](int32_t a) { return int32_t(int8_t(a)); });
  check("cvt.u64.u8", [](uint64_t a) { return uint64_t(uint8_t(a)); });
  check("cvt.s8.s32", [](int32_t a) { return int32_t(int8_t(a)); });
  check("cvt.u8.u32", [](uint32_t a) { return uint16_t(uint8_t(a)); });
}

TEST(ConversionForm, saturatedIntegers) {
  check("cvt.sat.s32.s64", [](int64_t a) {
    return int32_t(
        std::min<int64_t>(std::max<int64_t>(a, INT32_MIN), INT32_MAX));
  });
  check("cvt.sat.u32.s32", [](int32_t a) { return uint32_t(std::max(a, 0)); });
  check("cvt.sat.u8.s32",
        [](int32_t a) { return uint32_t(std::min(std::max(a, 0), 255)); });
}

/// Returns the value that `cvt.rzi` converts to the integer type T.
template <class T, class F> T truncate(F value) {
  if (std::isnan(value))
    return 0;
  long double whole = std::trunc((long double)value);
  long double least = std::numeric_limits<T>::min();
  long double most = std::numeric_limits<T>::max();
  return whole < least  ? std::numeric_limits<T>::min()
         : whole > most ? std::numeric_limits<T>::max()
                        : T(whole);
}

TEST(ConversionForm, floatsToIntegersClamp) {
  check("cvt.rzi.s32.f32", truncate<int32_t, float>);
  check("cvt.rzi.u32.f32", truncate<uint32_t, float>);
  check("cvt.rzi.s64.f32", truncate<int64_t, float>);
  check("cvt.rzi.u64.f64", truncate<uint64_t, double>);
  check("cvt.rzi.s64.f64", truncate<int64_t, double>);
  check("cvt.rzi.s16.f32", truncate<int16_t, float>);
  check("cvt.rzi.u16.f64", truncate<uint16_t, double>);
  check("cvt.rni.s32.f32",
        [](float a) { return truncate<int32_t>(std::nearbyint(double(a))); });
  check("cvt.rmi.s32.f64",
        [](double a) { return truncate<int32_t>(std::floor(a)); });
  check("cvt.rpi.s64.f32",
        [](float a) { return truncate<int64_t>(std::ceil(double(a))); });
  check("cvt.rzi.s32.f16",
        [](Half a) { return truncate<int32_t>(toFloat(a)); });
}

template <class To, class From> To castBy(int mode, From value) {
  std::fesetround(mode);
  volatile From from = value;
  volatile To to = static_cast<To>(from);
  std::fesetround(FE_TONEAREST);
  return to;
}

TEST(ConversionForm, integersToFloatsRound) {
  check("cvt.rn.f32.s32", [](int32_t a) { return float(a); });
  check("cvt.rn.f32.u64", [](uint64_t a) { return float(a); });
  check("cvt.rn.f64.s64", [](int64_t a) { return double(a); });
  check("cvt.rz.f32.u32",
        [](uint32_t a) { return castBy<float>(FE_TOWARDZERO, a); });
  check("cvt.rp.f32.s64",
        [](int64_t a) { return castBy<float>(FE_UPWARD, a); });
  check("cvt.rn.f32.u8", [](uint16_t a) { return float(uint8_t(a)); });
  check("cvt.rn.f16.s32", [](int32_t a) { return makeHalf(a); });
}

float oneNaN(float value) {
  return std::isnan(value) ? canonicalNaN<float>() : value;
}

TEST(ConversionForm, floatsToFloats) {
  check("cvt.rn.f32.f64", [](double a) { return oneNaN(float(a)); });
  check("cvt.rm.f32.f64",
        [](double a) { return oneNaN(castBy<float>(FE_DOWNWARD, a)); });
  check("cvt.f64.f32", [](float a) { return double(a); });
  check("cvt.rmi.f32.f32", [](float a) { return oneNaN(std::floor(a)); });
  check("cvt.rni.f64.f64", [](double a) { return std::nearbyint(a); });
  check("cvt.rpi.f32.f32", [](float a) { return oneNaN(std::ceil(a)); });
  check("cvt.sat.f32.f32", [](float a) {
    return a >= 1 ? 1.0f : a > 0 ? a : 0.0f;
  });
  check("cvt.f32.f16", [](Half a) { return oneNaN(toFloat(a)); });
  check("cvt.f32.bf16", [](Brain a) { return oneNaN(toFloat(a)); });
}

TEST(ConversionForm, floatsToSmallFloats) {
  check("cvt.rn.f16.f32", [](float a) { return findNearest<Half>(a); });
  check("cvt.rn.bf16.f32", [](float a) { return findNearest<Brain>(a); });
  check("cvt.rn.bf16x2.f32", [](float a, float b) {
    return uint32_t(findNearest<Brain>(a).bits) << 16 |
           findNearest<Brain>(b).bits;
  });
  check("cvt.rn.f16x2.f32", [](float a, float b) {
    return uint32_t(findNearest<Half>(a).bits) << 16 |
           findNearest<Half>(b).bits;
  });
  check("cvt.rz.bf16.f32", [](float a) {
    uint32_t bits = bitCast<uint32_t>(a);
    return Brain{uint16_t(std::isnan(a) ? 0x7fff : bits >> 16)};
  });
  for (uint32_t bits = 1; bits < 0x7f000000; bits += 0x10001) {
    float value = bitCast<float>(bits);
    ASSERT_EQ(makeHalf(value).bits, findNearest<Half>(value).bits) << value;
    ASSERT_EQ(makeBrain(value).bits, findNearest<Brain>(value).bits) << value;
    ASSERT_EQ(roundToBrain(value), findNearest<Brain>(value).bits) << value;
  }
}

} // namespace
} // namespace ag::emulator
