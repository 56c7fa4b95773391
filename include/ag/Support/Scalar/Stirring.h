//===- Stirring.h - what rounding may change --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How far may right results lie apart? As far as those of runs whose every
// rounded step is moved by up to a unit in the last place: whatever a program
// does with the error of a step, cancel it, sum it or divide by it, such a run
// does too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_STIRRING_H
#define AG_SUPPORT_SCALAR_STIRRING_H

#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// Returns `value` moved by up to a unit in the last place of `type`, or as it
/// is if a float of that type holds it. Equal values are moved alike, wherever
/// they come up, and otherwise for another `number`. The sign stays. A value
/// that is too large for the type becomes infinite. A double holds every result
/// in double: there, numbers whose last 20 bits are 0 are taken to be exact.
double stir(double value, ScalarType type, uint64_t number);

/// Returns a + b or a - b, rounded: each term is moved in its own way, and then
/// the sum. Where terms cancel, the rest is off by what either was rounded by,
/// even if both are equal: x - max(x) is so at the greatest x, as another
/// program may subtract a number as large as that.
double addStirred(double a, double b, ScalarType type, uint64_t number);
double subtractStirred(double a, double b, ScalarType type, uint64_t number);

/// The unit in the last place of 1: the distance from 1 to the next number of
/// the float type.
double getUnit(ScalarType type);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_STIRRING_H
