//===- GradientCheck.h - gradients against duals ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a function compute the gradients of another?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_GRADIENTCHECK_H
#define AG_REFERENCE_PROOF_GRADIENTCHECK_H

#include "ag/Reference/Proof/DerivativeCheck.h"

namespace ag {

/// A function that computes gradients of another.
struct Gradient {
  mutable mlir::FunctionOpInterface function;
  /// Which results are gradients, and by what.
  std::vector<std::pair<unsigned, GradBy>> results;
  /// Whether cotangents of the other's floats follow its arguments; else that
  /// of its only one is 1.
  bool takesCotangents;
};

/// What `function` computes of `point`, by its marks (ag.gradient_of), or
/// without any by the number of its results: of all arguments that are floats,
/// and then all parameters, maybe behind the function's results.
llvm::Expected<Gradient> readGradient(mlir::FunctionOpInterface function,
                                      const DerivativePoint &point);

/// Cotangents as `seed` draws them, of each result that is a float: 1 where the
/// gradient takes none, else 0 for an element without a value.
Tensors drawCotangents(const Gradient &gradient, const DerivativePoint &point,
                       uint64_t seed);

/// What a gradient is run on: the arguments, and drawn cotangents.
Tensors makeArguments(const Gradient &gradient, const DerivativePoint &point,
                      uint64_t seed);

/// The values of gradient.results on drawn cotangents, computed in `precision`.
/// An error unless each has the type and shape of what it is the gradient by.
llvm::Expected<Tensors> computeGradients(const Gradient &gradient,
                                         const DerivativePoint &point,
                                         uint64_t seed, Precision precision);

/// <y', y~> with <x', x~>, x~ being the gradient for the cotangents y~, and y'
/// the duals along x', in which each x counts alike.
llvm::Expected<CheckOutcome> checkGradient(const DerivativePoint &point,
                                           const Gradient &gradient,
                                           uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_GRADIENTCHECK_H
