//===- FormCoefficients.h - numbers of forms --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which coefficients of forms are the same number, although programs round them
// differently?
//
//   0.1 + 0.2 and 0.3       one coefficient, as they differ by rounding
//   1 / 3 * 3 and 1         one, the integer
//   2^24 and 2^24 + 1       two: integers count elements, and are exact
//
// The first of the numbers that differ by rounding stands for the others.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMCOEFFICIENTS_H
#define AG_SUPPORT_FORMS_FORMCOEFFICIENTS_H

#include <set>

namespace ag {

/// The coefficients of a table's forms.
class FormCoefficients {
public:
  /// Coefficients are equal if they differ by at most `tolerance`, relatively:
  /// 2 units in the last place of the type that they were computed in.
  explicit FormCoefficients(double tolerance) : tolerance(tolerance) {}

  /// Rounds a coefficient that is not an integer to an integer, or to an
  /// earlier coefficient, if it is within the tolerance. Integers stay, as they
  /// count elements.
  double settle(double coefficient);
  /// Returns the sum of two coefficients, or 0 if they cancel up to rounding.
  double add(double a, double b) const;

private:
  double tolerance;
  /// The coefficients so far that are not integers.
  std::set<double> earlier;
};

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMCOEFFICIENTS_H
