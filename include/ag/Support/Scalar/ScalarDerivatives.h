//===- ScalarDerivatives.h - derivatives of scalar programs -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which programs compute the cotangents of a program's inputs, and the tangents
// of its results? For (x) -> y = tanh(x) * x, whose result is not read again,
// the adjoint is, of the inputs x, y and y's cotangent g,
//
//   t = tanh(x)   a = g * x * (1 - t * t)   b = g * t   a + b
//
// and the tangent, of x, y and x's tangent d,
//
//   t = tanh(x)   a = d * (1 - t * t) * x   b = d * t   a + b
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H
#define AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H

#include "ag/Support/Scalar/FloatRange.h"

namespace ag {

/// The cotangent of one input: result `value` of the adjoint, negated if
/// `isNegative`, where result `where`, an i1, holds; else 0, also where the
/// value is infinite or no number. It may be 0 there itself (isZeroElsewhere).
struct InputCotangent {
  unsigned value;
  std::optional<unsigned> where;
  bool isNegative;
  bool isZeroElsewhere = false;
};

struct Adjoint {
  /// Takes the program's n inputs, its m results, and their m cotangents, of
  /// the results' types. What it doesn't need is not read.
  ScalarProgram program;
  /// For each input of the original its cotangent, if it is asked for and not 0
  /// everywhere.
  llvm::SmallVector<std::optional<InputCotangent>> inputs;
};

/// How cotangents go from the results of `program` to its inputs. `wanted` says
/// of each input if its cotangent is asked for, `seeded` of each result if it
/// has one (else its is zero), and `readable` if the result's value can be had;
/// else it is computed again where it is needed.
///
/// The choice of a select goes with the cotangent and is left to `where`; where
/// two cotangents meet, it is that one of both is chosen. What lies behind the
/// side that isn't chosen adds 0, never 0 times infinity.
///
/// `gapRanges` are of the inputs, if cotangents of results have gaps: zeros of
/// choices that were made before. These win over slopes that may be infinite,
/// or no number.
Adjoint makeAdjoint(const ScalarProgram &program, llvm::ArrayRef<bool> wanted,
                    llvm::ArrayRef<bool> seeded, llvm::ArrayRef<bool> readable,
                    llvm::ArrayRef<FloatRange> gapRanges = {});

/// Where the cotangent of an input, `product`, has not come of a 0 in `factor`,
/// that of the result, and an infinite slope.
Expr isProduct(Expr product, Expr factor);

struct Tangent {
  /// Takes the program's n inputs, its m results, and the inputs' n tangents,
  /// of the inputs' types. What it doesn't need is not read.
  ScalarProgram program;
  /// For each result of the original the result of `program` that is its
  /// tangent, if that is not 0 everywhere.
  llvm::SmallVector<std::optional<unsigned>> results;
};

/// How tangents go from the inputs of `program` for which `active` holds to its
/// results.
Tangent makeTangent(const ScalarProgram &program, llvm::ArrayRef<bool> active,
                    llvm::ArrayRef<bool> readable);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARDERIVATIVES_H
