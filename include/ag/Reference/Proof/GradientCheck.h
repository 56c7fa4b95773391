//===- GradientCheck.h - gradients against duals ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a function compute the gradients of another function?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_GRADIENTCHECK_H
#define AG_REFERENCE_PROOF_GRADIENTCHECK_H

#include "ag/Reference/Proof/DerivativeCheck.h"

namespace ag {

/// A function that computes gradients of another function.
struct Gradient {
  mutable mlir::FunctionOpInterface function;
  /// The numbers of the results that are gradients, and their variables.
  std::vector<std::pair<unsigned, GradBy>> results;
  /// Whether its arguments end in cotangents of the other function's float
  /// results. If not, that function has one float result, whose cotangent is 1.
  bool takesCotangents;
};

/// Determines which gradients `function` computes of the function of `point`.
/// They are marked by ag.gradient_of. Without marks, the number of results
/// decides: they are the gradients by all float arguments, or by these and then
/// all parameters, optionally after the results of the point's function.
///
/// Fails if the arguments or results have neither form, or a mark names a
/// variable that does not exist.
llvm::Expected<Gradient> readGradient(mlir::FunctionOpInterface function,
                                      const DerivativePoint &point);

/// Returns a cotangent for each result of floats: 1 if the gradient takes no
/// cotangents, else drawn from `seed`, with 0 for infinite or NaN elements.
Tensors drawCotangents(const Gradient &gradient, const DerivativePoint &point,
                       uint64_t seed);

/// Returns the arguments of the gradient: those of the point, and the drawn
/// cotangents.
Tensors makeArguments(const Gradient &gradient, const DerivativePoint &point,
                      uint64_t seed);

/// Returns the values of gradient.results on drawn cotangents, computed in
/// `precision`. Fails unless each has the type and shape of its variable.
llvm::Expected<Tensors> computeGradients(const Gradient &gradient,
                                         const DerivativePoint &point,
                                         uint64_t seed, Precision precision);

/// Compares <y', y~> with <x', x~>, where x~ is the gradient for the cotangents
/// y~, and y' are the duals along x'. The steps x' are scaled so that all
/// variables have the same weight.
llvm::Expected<CheckOutcome> checkGradient(const DerivativePoint &point,
                                           const Gradient &gradient,
                                           uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_GRADIENTCHECK_H
