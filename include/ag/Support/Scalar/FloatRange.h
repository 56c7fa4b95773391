//===- FloatRange.h - what is known of floats -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between which bounds does a step's result lie, and which slopes may be
// infinite there? The slope of sqrt(x) is, at 0; sqrt(x * x + 1) has none.
// Inputs are taken for finite numbers, and their sums and products, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FLOATRANGE_H
#define AG_SUPPORT_SCALAR_FLOATRANGE_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include <limits>

namespace ag {

/// Bounds of a number. They include infinities where it may be infinite, and
/// say nothing of NaN.
struct FloatRange {
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  double low = -infinity, high = infinity;
  bool mayBeInfinite = false, mayBeNaN = false;

  /// The range of a float of which nothing is known.
  static FloatRange any() { return {-infinity, infinity, true, true}; }
  static FloatRange of(double number);

  bool isFinite() const { return !mayBeInfinite && !mayBeNaN; }
  bool hasZero() const { return low <= 0 && high >= 0; }
  /// Whether it is a number greater than 0 of which a slope as that of rsqrt is
  /// finite.
  bool isPositive() const { return low > 1e-20 && !mayBeNaN; }
  /// The same of its magnitude.
  bool isNotZero() const { return (low > 1e-20 || high < -1e-20) && !mayBeNaN; }

  /// A number that is in this range or in the other.
  FloatRange join(const FloatRange &other) const;
  /// A sum of one or more numbers of this range.
  FloatRange sum() const;
};

/// The range of each node of `program`, from those of its inputs. Integers get
/// the default, which means nothing.
llvm::SmallVector<FloatRange> findRanges(const ScalarProgram &program,
                                         llvm::ArrayRef<FloatRange> inputs);

/// Whether the slope of the step by its operand number `operand` may be
/// infinite or NaN. `ranges` are those of the nodes that it stands among.
bool isSteep(const ScalarNode &step, unsigned operand,
             llvm::ArrayRef<FloatRange> ranges);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FLOATRANGE_H
