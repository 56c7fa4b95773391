//===- FloatRange.h - what is known of floats -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Within which bounds is the result of a step, and can its slope be infinite
// there?
//
// The slope of sqrt(x) is infinite at 0; that of sqrt(x * x + 1) never is.
// Inputs, and their sums and products, are assumed to be finite.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FLOATRANGE_H
#define AG_SUPPORT_SCALAR_FLOATRANGE_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include <limits>

namespace ag {

/// Bounds of a float. They include infinities if the float may be infinite, and
/// do not restrict NaN.
struct FloatRange {
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  double low = -infinity, high = infinity;
  bool mayBeInfinite = false, mayBeNaN = false;

  /// Returns the range of an unknown float.
  static FloatRange any() { return {-infinity, infinity, true, true}; }
  static FloatRange of(double number);

  bool isFinite() const { return !mayBeInfinite && !mayBeNaN; }
  bool hasZero() const { return low <= 0 && high >= 0; }
  /// Returns true if the float is positive, and so large that slopes such as
  /// that of rsqrt are finite.
  bool isPositive() const { return low > 1e-20 && !mayBeNaN; }
  /// Returns true if isPositive() holds for the magnitude.
  bool isNotZero() const { return (low > 1e-20 || high < -1e-20) && !mayBeNaN; }

  /// Returns the union of both ranges.
  FloatRange join(const FloatRange &other) const;
  /// Returns the range of sums of one or more floats of this range.
  FloatRange sum() const;
};

/// Returns the range of each node of `program`, given those of the inputs.
/// Integers have the default range, which has no meaning.
llvm::SmallVector<FloatRange> findRanges(const ScalarProgram &program,
                                         llvm::ArrayRef<FloatRange> inputs);

/// Returns true if the slope of `step` with respect to its operand number
/// `operand` may be infinite or NaN. `ranges` are those of the program's nodes.
bool isSteep(const ScalarNode &step, unsigned operand,
             llvm::ArrayRef<FloatRange> ranges);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FLOATRANGE_H
