//===- ScalarDerivatives.h - derivatives of scalar programs -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which programs compute the cotangents of a program's inputs, and the tangents
// of its results?
//
// For (x) -> y = tanh(x) * x, whose result is not read again, the adjoint takes
// the inputs x, y and y's cotangent g:
//
//   t = tanh(x)   a = g * x * (1 - t * t)   b = g * t   a + b
//
// The tangent takes x, y and x's tangent d:
//
//   t = tanh(x)   a = d * (1 - t * t) * x   b = d * t   a + b
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H
#define AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H

#include "ag/Support/Scalar/FloatRange.h"

namespace ag {

/// The cotangent of one input: result `value` of the adjoint, negated if
/// `isNegative`, where result `where`, an i1, holds; 0 elsewhere, even if the
/// value is infinite or NaN there. If isZeroElsewhere, the value itself is 0
/// there.
struct InputCotangent {
  unsigned value;
  std::optional<unsigned> where;
  bool isNegative;
  bool isZeroElsewhere = false;
};

struct Adjoint {
  /// Takes the program's n inputs, its m results, and their m cotangents, which
  /// have the results' types. Some of them may be unused.
  ScalarProgram program;
  /// For each input of the original, its cotangent. std::nullopt if it was not
  /// requested or is 0 everywhere.
  llvm::SmallVector<std::optional<InputCotangent>> inputs;
};

/// Returns the program that computes cotangents of inputs from those of
/// results. For each input, `wanted` is true if its cotangent is requested. For
/// each result, `seeded` is true if it has a cotangent (otherwise that is
/// zero), and `readable` if the result's value is available (otherwise it is
/// recomputed if needed).
///
/// The condition of a select is passed with the cotangent and applied by
/// `where`. If two cotangents are added, it is true where one of them is
/// selected. An operand that is not selected contributes 0, never 0 times
/// infinity.
///
/// `gapRanges` are the ranges of the inputs. They are given if the cotangents
/// of results have gaps: zeros of earlier selects. These take precedence over
/// slopes that may be infinite or NaN.
Adjoint makeAdjoint(const ScalarProgram &program, llvm::ArrayRef<bool> wanted,
                    llvm::ArrayRef<bool> seeded, llvm::ArrayRef<bool> readable,
                    llvm::ArrayRef<FloatRange> gapRanges = {});

/// Returns an i1 that is false where `product`, the cotangent of an input, is
/// NaN because `factor`, the cotangent of the result, is 0 and the slope
/// infinite.
Expr isProduct(Expr product, Expr factor);

struct Tangent {
  /// Takes the program's n inputs, its m results, and the inputs' n tangents,
  /// which have the inputs' types. Some of them may be unused.
  ScalarProgram program;
  /// For each result of the original, the result of `program` that is its
  /// tangent. std::nullopt if the tangent is 0 everywhere.
  llvm::SmallVector<std::optional<unsigned>> results;
};

/// Returns the program that computes tangents of results from those of the
/// inputs for which `active` is true.
Tangent makeTangent(const ScalarProgram &program, llvm::ArrayRef<bool> active,
                    llvm::ArrayRef<bool> readable);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H
