//===- DerivativeCheck.h - what a comparison came to ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a derivative right where a function has certain arguments? Three answers
// are compared, all in double: what the interpreter's tangents (the duals) say,
// what differences of the function's values say, and what a function computes
// that is said to be its derivative. What can become of each comparison?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_DERIVATIVECHECK_H
#define AG_REFERENCE_PROOF_DERIVATIVECHECK_H

#include "ag/Reference/Proof/DerivativePoint.h"

namespace ag {

struct CheckOutcome {
  /// The later ones count before the others.
  enum Kind : uint8_t {
    Same,
    Different,
    /// A max, a comparison or the like is about to change its mind.
    AtKink,
    /// Nothing can be said of infinities.
    NotFinite,
  };
  Kind kind = Same;
  /// The greatest error over what the numbers at hand are at most.
  double error = 0.0;
  /// What differs where, with both values.
  std::string difference = {};
};

/// Of what is computed in other orders.
constexpr double roundingError = 1e-10;

/// An error unless a derivative takes arguments of these types, up to sizes.
llvm::Error checkArguments(mlir::FunctionOpInterface derivative,
                           mlir::TypeRange expected);

/// An element of the tangent of `result`.
double tangentAt(const Tensor &result, int64_t position);

/// With nine digits.
std::string spellNumber(double number);

/// "result 0 at [1, 2]", `what` being the former.
std::string describePlace(llvm::StringRef what, const Tensor &tensor,
                          int64_t position);

} // namespace ag

#endif // AG_REFERENCE_PROOF_DERIVATIVECHECK_H
