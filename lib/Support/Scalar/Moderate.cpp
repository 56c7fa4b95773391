//===- Moderate.cpp - constants that may be moved -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Moderate.h"
#include <cmath>

namespace ag {

static int findExponent(ScalarType type) {
  switch (type) {
  case ScalarType::F64:
    return 400;
  case ScalarType::F16:
    return 7;
  default:
    return 40;
  }
}

bool isModerate(double value, ScalarType type) {
  double most = std::ldexp(1.0, findExponent(type));
  return std::abs(value) >= 1 / most && std::abs(value) <= most;
}

} // namespace ag
