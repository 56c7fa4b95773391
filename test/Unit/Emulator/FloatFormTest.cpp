//===- FloatFormTest.cpp - float forms against C++ ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is arithmetic on floats rounded once, as the form says? Are NaN, infinities,
// signed zeros and subnormals those of PTX?
//
//===----------------------------------------------------------------------===//
#include "FormTest.h"
#include <cfenv>

namespace ag::emulator {
namespace {

float nan1(float value) {
  return std::isnan(value) ? canonicalNaN<float>() : value;
}

TEST(FloatForm, sumsAndProducts) {
  check("add.rn.f32", [](float a, float b) { return nan1(a + b); });
  check("sub.f32", [](float a, float b) { return nan1(a - b); });
  check("mul.rn.f32", [](float a, float b) { return nan1(a * b); });
  check("div.rn.f32", [](float a, float b) { return nan1(a / b); });
  check("add.f64", [](double a, double b) { return a + b; });
  check("mul.rn.f64", [](double a, double b) { return a * b; });
  check("div.rn.f64", [](double a, double b) { return a / b; });
  check("sqrt.rn.f32", [](float a) { return nan1(std::sqrt(a)); });
  check("sqrt.rn.f64", [](double a) { return std::sqrt(a); });
  check("rcp.rn.f32", [](float a) { return nan1(1 / a); });
  check("rcp.rn.f64", [](double a) { return 1 / a; });
  check("fma.rn.f32",
        [](float a, float b, float c) { return nan1(std::fma(a, b, c)); });
  check("fma.rn.f64",
        [](double a, double b, double c) { return std::fma(a, b, c); });
}

float flushed(float value) {
  return std::fpclassify(value) == FP_SUBNORMAL ? std::copysign(0.0f, value)
                                                : value;
}
float clamped(float value) {
  return value >= 1 ? 1.0f : value > 0 ? value : 0.0f;
}

TEST(FloatForm, flushAndSaturate) {
  check("add.ftz.f32", [](float a, float b) {
    return nan1(flushed(flushed(a) + flushed(b)));
  });
  check("mul.rn.ftz.f32", [](float a, float b) {
    return nan1(flushed(flushed(a) * flushed(b)));
  });
  check("add.sat.f32", [](float a, float b) { return clamped(a + b); });
  check("fma.rn.ftz.sat.f32", [](float a, float b, float c) {
    return clamped(flushed(std::fma(flushed(a), flushed(b), flushed(c))));
  });
}

/// Computes on the host with rounding mode `mode`.
template <class F> auto roundBy(int mode, F compute) {
  std::fesetround(mode);
  auto result = compute();
  std::fesetround(FE_TONEAREST);
  return result;
}

TEST(FloatForm, roundingModes) {
  check("add.rz.f32", [](float a, float b) {
    volatile float x = a, y = b;
    return nan1(roundBy(FE_TOWARDZERO, [&] {
      volatile float z = x + y;
      return float(z);
    }));
  });
  check("mul.rp.f32", [](float a, float b) {
    volatile float x = a, y = b;
    return nan1(roundBy(FE_UPWARD, [&] {
      volatile float z = x * y;
      return float(z);
    }));
  });
  check("div.rm.f64", [](double a, double b) {
    volatile double x = a, y = b;
    return roundBy(FE_DOWNWARD, [&] {
      volatile double z = x / y;
      return double(z);
    });
  });
  check("fma.rz.f64", [](double a, double b, double c) {
    volatile double x = a, y = b, z = c;
    return roundBy(FE_TOWARDZERO, [&] {
      volatile double w = std::fma(x, y, z);
      return double(w);
    });
  });
}

float least(float a, float b) {
  if (std::isnan(a) && std::isnan(b))
    return canonicalNaN<float>();
  if (a == 0 && b == 0)
    return std::signbit(a) ? a : b;
  return std::fmin(a, b);
}

TEST(FloatForm, extremesAndSigns) {
  check("min.f32", least);
  check("max.f32", [](float a, float b) {
    if (std::isnan(a) && std::isnan(b))
      return canonicalNaN<float>();
    return a == 0 && b == 0 ? (std::signbit(a) ? b : a) : std::fmax(a, b);
  });
  check("min.NaN.f32", [](float a, float b) {
    return std::isnan(a) || std::isnan(b) ? canonicalNaN<float>() : least(a, b);
  });
  check("max.f64", [](double a, double b) {
    return a == 0 && b == 0 ? (std::signbit(a) ? b : a) : std::fmax(a, b);
  });
  check("neg.f32", [](float a) {
    return bitCast<float>(bitCast<uint32_t>(a) ^ 0x80000000);
  });
  check("abs.f32", [](float a) {
    return bitCast<float>(bitCast<uint32_t>(a) & 0x7fffffff);
  });
  check("abs.f64", [](double a) { return std::fabs(a); });
  check("copysign.f32", [](float a, float b) { return std::copysign(b, a); });
}

// The hardware's approximations are not rounded correctly. A bound of 2^-20
// holds for the hardware and the emulator.
TEST(FloatForm, approximations) {
  check("ex2.approx.f32",
        [](float a) { return nan1(float(std::exp2(double(a)))); });
  check("lg2.approx.f32",
        [](float a) { return nan1(float(std::log2(double(a)))); });
  check("rsqrt.approx.f32",
        [](float a) { return nan1(float(1 / std::sqrt(double(a)))); });
  check("sin.approx.f32",
        [](float a) { return nan1(float(std::sin(double(a)))); });
  check("cos.approx.f32",
        [](float a) { return nan1(float(std::cos(double(a)))); });
  check("tanh.approx.f32",
        [](float a) { return nan1(float(std::tanh(double(a)))); });
  check("div.full.f32", [](float a, float b) { return nan1(a / b); });
  check("sqrt.approx.f32", [](float a) { return nan1(std::sqrt(a)); });
}

TEST(FloatForm, smallFloatsRoundOnce) {
  check("add.rn.f16", [](Half a, Half b) {
    return findNearest<Half>(double(toFloat(a)) + toFloat(b));
  });
  check("mul.f16", [](Half a, Half b) {
    return findNearest<Half>(double(toFloat(a)) * toFloat(b));
  });
  check("mul.rn.bf16", [](Brain a, Brain b) {
    return findNearest<Brain>(double(toFloat(a)) * toFloat(b));
  });
  check("sub.bf16", [](Brain a, Brain b) {
    return findNearest<Brain>(double((long double)toFloat(a) - toFloat(b)));
  });
  check("neg.f16", [](Half a) { return Half{uint16_t(a.bits ^ 0x8000)}; });
  check("abs.bf16", [](Brain a) { return Brain{uint16_t(a.bits & 0x7fff)}; });
  check("max.f16", [](Half a, Half b) {
    float x = toFloat(a), y = toFloat(b);
    if (std::isnan(x))
      return std::isnan(y) ? Half{0x7fff} : b;
    if (std::isnan(y))
      return a;
    return x == y ? (std::signbit(x) ? b : a) : x > y ? a : b;
  });
}

TEST(FloatForm, fmaOfSmallFloatsRoundsOnce) {
  // 1 + 2^-11 + 2^-40 is above the midpoint of two f16 numbers. Rounded to f32
  // first, it would be the midpoint and round down.
  check("fma.rn.f16", [](Half a, Half b, Half c) {
    long double exact = (long double)toFloat(a) * toFloat(b) + toFloat(c);
    return findNearest<Half>(double(exact));
  });
  EXPECT_EQ(makeHalf(fmaToOdd(0x1p-5, 0x1p-6, 1)).bits, 0x3c00);
  EXPECT_EQ(makeHalf(fmaToOdd(0x1.8p-5, 0x1p-6, 1)).bits, 0x3c01);
  EXPECT_EQ(fmaToOdd(0x1p-60, 1, 1), std::nextafter(1.0, 2.0));
  EXPECT_EQ(fmaToOdd(-0x1p-60, 1, 1), std::nextafter(1.0, 0.0));
}

TEST(FloatForm, allHalvesAreRead) {
  for (uint32_t bits = 0; bits < 0x7c00; ++bits) {
    float exact = bits < 0x400
                      ? bits * 0x1p-24f
                      : std::ldexp(1024 + bits % 1024, int(bits / 1024) - 25);
    ASSERT_EQ(toFloat(Half{uint16_t(bits)}), exact) << bits;
    ASSERT_EQ(makeHalf(exact).bits, bits);
    ASSERT_EQ(makeBrain(toFloat(Brain{uint16_t(bits)})).bits, bits);
  }
}

} // namespace
} // namespace ag::emulator
