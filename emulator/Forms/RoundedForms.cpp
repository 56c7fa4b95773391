//===- RoundedForms.cpp - arithmetic rounded to zero, down or up --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include "Forms/RoundingMode.h"

namespace ag::emulator {
namespace {

template <class T, Rounding Mode> T addRounded(T a, T b) {
  RoundingScope scope(Mode);
  volatile T left = a, right = b, sum = left + right;
  return canonical(sum);
}
template <class T, Rounding Mode> T subtractRounded(T a, T b) {
  return addRounded<T, Mode>(a, -b);
}
template <class T, Rounding Mode> T multiplyRounded(T a, T b) {
  RoundingScope scope(Mode);
  volatile T left = a, right = b, product = left * right;
  return canonical(product);
}
template <class T, Rounding Mode> T divideRounded(T a, T b) {
  RoundingScope scope(Mode);
  volatile T left = a, right = b, quotient = left / right;
  return canonical(quotient);
}
template <class T, Rounding Mode> T invertRounded(T a) {
  return divideRounded<T, Mode>(1, a);
}
template <class T, Rounding Mode> T rootRounded(T a) {
  RoundingScope scope(Mode);
  volatile T number = a, root = std::sqrt(number);
  return canonical(root);
}
template <class T, Rounding Mode> T fuseRounded(T a, T b, T c) {
  RoundingScope scope(Mode);
  volatile T x = a, y = b, z = c, result = std::fma(x, y, z);
  return canonical(result);
}

template <class T, Rounding Mode>
void addRoundedOf(FormTable &table, const std::string &mode) {
  std::string suffix = spell<T>("." + mode + ".");
  table["add" + suffix] = elementwise<addRounded<T, Mode>>();
  table["sub" + suffix] = elementwise<subtractRounded<T, Mode>>();
  table["mul" + suffix] = elementwise<multiplyRounded<T, Mode>>();
  table["div" + suffix] = elementwise<divideRounded<T, Mode>>();
  table["rcp" + suffix] = elementwise<invertRounded<T, Mode>>();
  table["sqrt" + suffix] = elementwise<rootRounded<T, Mode>>();
  table["fma" + suffix] = elementwise<fuseRounded<T, Mode>>();
}
} // namespace

void addRoundedForms(FormTable &table) {
  addRoundedOf<float, Rounding::Zero>(table, "rz");
  addRoundedOf<float, Rounding::Down>(table, "rm");
  addRoundedOf<float, Rounding::Up>(table, "rp");
  addRoundedOf<double, Rounding::Zero>(table, "rz");
  addRoundedOf<double, Rounding::Down>(table, "rm");
  addRoundedOf<double, Rounding::Up>(table, "rp");
}

} // namespace ag::emulator
