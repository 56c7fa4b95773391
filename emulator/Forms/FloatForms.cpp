//===- FloatForms.cpp - arithmetic on f32 and f64 -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include <cmath>

namespace ag::emulator {
namespace {

// A result that is NaN is the canonical NaN, as on GPUs.
template <class T> T addFloat(T a, T b) { return canonical(a + b); }
template <class T> T subtractFloat(T a, T b) { return canonical(a - b); }
template <class T> T multiplyFloat(T a, T b) { return canonical(a * b); }
template <class T> T divideFloat(T a, T b) { return canonical(a / b); }
template <class T> T fuseFloat(T a, T b, T c) {
  return canonical(std::fma(a, b, c));
}
template <class T> T rootFloat(T a) { return canonical(std::sqrt(a)); }
template <class T> T invertFloat(T a) { return canonical(T(1) / a); }
template <class T> T rootInverse(T a) {
  return canonical(static_cast<T>(1 / std::sqrt(static_cast<double>(a))));
}

// These functions change the sign bit only, also for NaN.
template <class T> T negateFloat(T a) { return -a; }
template <class T> T absoluteFloat(T a) { return std::fabs(a); }
template <class T> T copySign(T a, T b) { return std::copysign(b, a); }

/// Returns the minimum. If one operand is NaN, returns the other; -0 is below
/// 0.
template <class T> T leastFloat(T a, T b) {
  if (isNaN(a) || isNaN(b))
    return !isNaN(a) ? a : !isNaN(b) ? b : canonicalNaN<T>();
  return a < b || (a == b && std::signbit(a)) ? a : b;
}
template <class T> T greatestFloat(T a, T b) {
  if (isNaN(a) || isNaN(b))
    return !isNaN(a) ? a : !isNaN(b) ? b : canonicalNaN<T>();
  return a > b || (a == b && !std::signbit(a)) ? a : b;
}
float leastOrNaN(float a, float b) {
  return isNaN(a) || isNaN(b) ? canonicalNaN<float>() : leastFloat(a, b);
}
float greatestOrNaN(float a, float b) {
  return isNaN(a) || isNaN(b) ? canonicalNaN<float>() : greatestFloat(a, b);
}

// GPUs approximate the functions below to about 22 bits. Here, they are as
// accurate as f32 allows, so that tests need a tolerance.
float powerOfTwo(float a) {
  return canonical(static_cast<float>(std::exp2(static_cast<double>(a))));
}
float logOfTwo(float a) {
  return canonical(static_cast<float>(std::log2(static_cast<double>(a))));
}
float sineOf(float a) {
  return canonical(static_cast<float>(std::sin(static_cast<double>(a))));
}
float cosineOf(float a) {
  return canonical(static_cast<float>(std::cos(static_cast<double>(a))));
}
float tangentOf(float a) {
  return canonical(static_cast<float>(std::tanh(static_cast<double>(a))));
}

/// Flushes subnormal operands and results of `Function`.
template <auto Function> struct Flushed;
template <class... A, float (*Function)(A...)> struct Flushed<Function> {
  static float call(A... a) { return flush(Function(flush(a)...)); }
};
template <auto Function> struct Saturated;
template <class... A, float (*Function)(A...)> struct Saturated<Function> {
  static float call(A... a) { return saturate(Function(a...)); }
};

/// Adds `stem` + "f32", and the form with .ftz.
template <auto Function>
void addSingle(FormTable &table, const std::string &stem) {
  table[stem + "f32"] = elementwise<Function>();
  table[stem + "ftz.f32"] = elementwise<Flushed<Function>::call>();
}

/// Adds the forms of addSingle, and those with .sat.
template <auto Function>
void addSaturating(FormTable &table, const std::string &stem) {
  addSingle<Function>(table, stem);
  table[stem + "sat.f32"] = elementwise<Saturated<Function>::call>();
  table[stem + "ftz.sat.f32"] =
      elementwise<Saturated<Flushed<Function>::call>::call>();
}

void addSigns(FormTable &table) {
  addSingle<negateFloat<float>>(table, "neg.");
  addSingle<absoluteFloat<float>>(table, "abs.");
  addSingle<leastFloat<float>>(table, "min.");
  addSingle<greatestFloat<float>>(table, "max.");
  table["min.NaN.f32"] = elementwise<leastOrNaN>();
  table["max.NaN.f32"] = elementwise<greatestOrNaN>();
  table["min.ftz.NaN.f32"] = elementwise<Flushed<leastOrNaN>::call>();
  table["max.ftz.NaN.f32"] = elementwise<Flushed<greatestOrNaN>::call>();
  table["copysign.f32"] = elementwise<copySign<float>>();
  table["neg.f64"] = elementwise<negateFloat<double>>();
  table["abs.f64"] = elementwise<absoluteFloat<double>>();
  table["min.f64"] = elementwise<leastFloat<double>>();
  table["max.f64"] = elementwise<greatestFloat<double>>();
  table["copysign.f64"] = elementwise<copySign<double>>();
}

void addApproximate(FormTable &table) {
  addSingle<divideFloat<float>>(table, "div.approx.");
  addSingle<divideFloat<float>>(table, "div.full.");
  addSingle<invertFloat<float>>(table, "rcp.approx.");
  addSingle<rootFloat<float>>(table, "sqrt.approx.");
  addSingle<rootInverse<float>>(table, "rsqrt.approx.");
  table["rsqrt.approx.f64"] = elementwise<rootInverse<double>>();
  addSingle<powerOfTwo>(table, "ex2.approx.");
  addSingle<logOfTwo>(table, "lg2.approx.");
  addSingle<sineOf>(table, "sin.approx.");
  addSingle<cosineOf>(table, "cos.approx.");
  table["tanh.approx.f32"] = elementwise<tangentOf>();
}
} // namespace

void addFloatForms(FormTable &table) {
  for (const char *rounding : {"", "rn."}) {
    std::string rn = rounding;
    addSaturating<addFloat<float>>(table, "add." + rn);
    addSaturating<subtractFloat<float>>(table, "sub." + rn);
    addSaturating<multiplyFloat<float>>(table, "mul." + rn);
    table["add." + rn + "f64"] = elementwise<addFloat<double>>();
    table["sub." + rn + "f64"] = elementwise<subtractFloat<double>>();
    table["mul." + rn + "f64"] = elementwise<multiplyFloat<double>>();
  }
  addSaturating<fuseFloat<float>>(table, "fma.rn.");
  addSaturating<fuseFloat<float>>(table, "mad.rn.");
  addSingle<divideFloat<float>>(table, "div.rn.");
  addSingle<rootFloat<float>>(table, "sqrt.rn.");
  addSingle<invertFloat<float>>(table, "rcp.rn.");
  table["fma.rn.f64"] = elementwise<fuseFloat<double>>();
  table["mad.rn.f64"] = elementwise<fuseFloat<double>>();
  table["div.rn.f64"] = elementwise<divideFloat<double>>();
  table["sqrt.rn.f64"] = elementwise<rootFloat<double>>();
  table["rcp.rn.f64"] = elementwise<invertFloat<double>>();
  addSigns(table);
  addApproximate(table);
}

} // namespace ag::emulator
