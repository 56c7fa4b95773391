//===- SmallFloatForms.cpp - arithmetic on f16 and bf16 -----------------===//
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

template <class T> T makeSmall(double value);
template <> Half makeSmall(double value) { return makeHalf(value); }
template <> Brain makeSmall(double value) { return makeBrain(value); }

// An f64 has more than twice the digits of these types, so that products are
// exact. fmaToOdd rounds sums such that a second rounding equals a single one.
template <class T> T addSmall(T a, T b) {
  return makeSmall<T>(fmaToOdd(1, toFloat(a), toFloat(b)));
}
template <class T> T subtractSmall(T a, T b) {
  return makeSmall<T>(fmaToOdd(1, toFloat(a), -toFloat(b)));
}
template <class T> T multiplySmall(T a, T b) {
  return makeSmall<T>(static_cast<double>(toFloat(a)) * toFloat(b));
}
template <class T> T fuseSmall(T a, T b, T c) {
  return makeSmall<T>(fmaToOdd(toFloat(a), toFloat(b), toFloat(c)));
}
template <class T> T negateSmall(T a) {
  return {static_cast<uint16_t>(a.bits ^ 0x8000)};
}
template <class T> T absoluteSmall(T a) {
  return {static_cast<uint16_t>(a.bits & 0x7fff)};
}

/// Returns the minimum if `IsLeast`, else the maximum. If one operand is NaN,
/// returns the other, or NaN if `KeepsNaN`. If both are NaN, returns NaN.
template <class T, bool IsLeast, bool KeepsNaN> T chooseSmall(T a, T b) {
  float first = toFloat(a), second = toFloat(b);
  if (std::isnan(first) || std::isnan(second)) {
    if (KeepsNaN || (std::isnan(first) && std::isnan(second)))
      return {0x7fff};
    return std::isnan(first) ? b : a;
  }
  bool isFirst = first == second ? std::signbit(first) == IsLeast
                 : IsLeast       ? first < second
                                 : first > second;
  return isFirst ? a : b;
}

/// Applies a function to both halves of registers.
template <auto Function> struct Packed;
template <class T, class... A, T (*Function)(A...)> struct Packed<Function> {
  template <class> using Word = uint32_t;
  static uint32_t call(Word<A>... a) {
    T low = Function(A{static_cast<uint16_t>(a)}...);
    T high = Function(A{static_cast<uint16_t>(a >> 16)}...);
    return static_cast<uint32_t>(high.bits) << 16 | low.bits;
  }
};

/// Adds a form and its packed variant, x2.
template <auto Function>
void addBoth(FormTable &table, const std::string &stem,
             const std::string &type) {
  table[stem + type] = elementwise<Function>();
  table[stem + type + "x2"] = elementwise<Packed<Function>::call>();
}

template <class T> void addSmallOf(FormTable &table, const std::string &type) {
  addBoth<fuseSmall<T>>(table, "fma.rn.", type);
  addBoth<negateSmall<T>>(table, "neg.", type);
  addBoth<absoluteSmall<T>>(table, "abs.", type);
  addBoth<chooseSmall<T, true, false>>(table, "min.", type);
  addBoth<chooseSmall<T, false, false>>(table, "max.", type);
  addBoth<chooseSmall<T, true, true>>(table, "min.NaN.", type);
  addBoth<chooseSmall<T, false, true>>(table, "max.NaN.", type);
  for (const char *rounding : {"", "rn."}) {
    std::string rn = rounding;
    addBoth<addSmall<T>>(table, "add." + rn, type);
    addBoth<subtractSmall<T>>(table, "sub." + rn, type);
    addBoth<multiplySmall<T>>(table, "mul." + rn, type);
  }
}

Half powerOfTwoHalf(Half a) { return makeHalf(std::exp2(double(toFloat(a)))); }
Half tangentHalf(Half a) { return makeHalf(std::tanh(double(toFloat(a)))); }
} // namespace

void addSmallFloatForms(FormTable &table) {
  addSmallOf<Half>(table, "f16");
  addSmallOf<Brain>(table, "bf16");
  addBoth<powerOfTwoHalf>(table, "ex2.approx.", "f16");
  addBoth<tangentHalf>(table, "tanh.approx.", "f16");
}

} // namespace ag::emulator
