//===- Stirring.h - what rounding may change --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How far apart may correct results be?
//
// Results are correct if they are no farther apart than those of runs in which
// every rounded step is perturbed by up to one unit in the last place. Whatever
// a program does with the error of a step, such as cancel it, sum it or divide
// by it, such a run does too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_STIRRING_H
#define AG_SUPPORT_SCALAR_STIRRING_H

#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// Returns `value` moved by up to one unit in the last place of `type`, or
/// unchanged if a float of that type holds it. Equal values are moved alike,
/// wherever they occur, and differently for another `number`. The sign stays. A
/// value that is too large for the type becomes infinite. A double holds every
/// result of double precision; there, numbers whose last 20 bits are 0 count as
/// exact.
double stir(double value, ScalarType type, uint64_t number);

/// Returns a + b or a - b, rounded: each term is moved separately, and then the
/// sum. Where terms cancel, the result is off by the rounding of each of them,
/// even if both are equal. This happens to x - max(x) at the greatest x, as
/// another program may subtract a different number of this magnitude.
double addStirred(double a, double b, ScalarType type, uint64_t number);
double subtractStirred(double a, double b, ScalarType type, uint64_t number);

/// Returns the unit in the last place of 1: the distance from 1 to the next
/// number of the float type.
double getUnit(ScalarType type);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_STIRRING_H
