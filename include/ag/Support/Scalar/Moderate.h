//===- Moderate.h - constants that may be moved -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which constants may be multiplied in another order than they are written in?
//
//   (x * 1e30) * 1e30       x = 0       0
//   x * (1e30 * 1e30)       x = 0       0 * inf = NaN
//
// These are the constants far from the ends of their type's range. A product of
// them neither overflows nor loses digits.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_MODERATE_H
#define AG_SUPPORT_SCALAR_MODERATE_H

#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// Returns true if the magnitude of `value` is from 2^-40 to 2^40 for f32 and
/// bf16, from 2^-400 to 2^400 for f64, and from 2^-7 to 2^7 for f16. The
/// product of two such numbers is a normal number. Zero, infinities and NaN are
/// not moderate.
bool isModerate(double value, ScalarType type);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_MODERATE_H
