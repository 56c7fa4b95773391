//===- FormCoefficients.cpp - numbers of forms ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormCoefficients.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include <algorithm>
#include <cmath>

namespace ag {

double FormCoefficients::settle(double coefficient) {
  double margin = std::abs(coefficient) * tolerance;
  double nearest = std::round(coefficient);
  if (coefficient == nearest)
    return coefficient;
  if (nearest != 0 && std::abs(coefficient - nearest) <= margin)
    return nearest;
  auto found = earlier.lower_bound(coefficient - margin);
  if (found != earlier.end() && *found <= coefficient + margin)
    return *found;
  earlier.insert(coefficient);
  return coefficient;
}

double FormCoefficients::add(double a, double b) const {
  double sum = a + b;
  bool areExact = isWhole(a) && isWhole(b);
  double margin = std::max(std::abs(a), std::abs(b)) * tolerance;
  return !areExact && std::abs(sum) <= margin ? 0.0 : sum;
}

} // namespace ag
