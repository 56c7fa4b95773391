//===- ScalarProgramTransforms.h - the same function otherwise --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How can a ScalarProgram be written in another way without changing what it
// computes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALARPROGRAMTRANSFORMS_H
#define AG_SUPPORT_SCALARPROGRAMTRANSFORMS_H

#include "ag/Support/ScalarProgram.h"

namespace ag {

/// A program in two steps: what can be computed without the accumulators, and
/// how that is combined with them.
struct SplitProgram {
  /// Takes the inputs that are no accumulators.
  ScalarProgram body;
  /// Takes the accumulators, then the body's results; has the program's
  /// results.
  ScalarProgram combiner;
};

/// Splits a program whose last inputs, one for each of its results, are
/// accumulators. (a, b, acc) -> acc + a * b becomes
///
///   body       (a, b) -> a * b
///   combiner   (acc, v) -> acc + v
SplitProgram splitAtAccumulators(const ScalarProgram &program);

} // namespace ag

#endif // AG_SUPPORT_SCALARPROGRAMTRANSFORMS_H
