//===- DerivativeCheck.h - the outcome of a comparison ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a derivative right at certain arguments of its function? Three answers are
// compared, all in double: the interpreter's tangents (the duals), differences
// of the function's values, and the results of the function that is taken for
// the derivative. CheckOutcome is the result of one comparison.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_DERIVATIVECHECK_H
#define AG_REFERENCE_PROOF_DERIVATIVECHECK_H

#include "ag/Reference/Proof/DerivativePoint.h"

namespace ag {

struct CheckOutcome {
  /// If several outcomes are combined, the later kind takes precedence.
  enum Kind : uint8_t {
    Same,
    Different,
    /// The point is next to a kink: for example, a max or a comparison would
    /// choose differently nearby.
    AtKink,
    /// Values are infinite or NaN and cannot be compared.
    NotFinite,
  };
  Kind kind = Same;
  /// The greatest error, relative to the greatest magnitude of the numbers.
  double error = 0.0;
  /// The element that differs, and both of its values; empty if none does.
  std::string difference = {};
};

/// A bound on the relative error of computing the same in another order.
constexpr double roundingError = 1e-10;

/// Fails unless the arguments of `derivative` have the element types of
/// `expected`.
llvm::Error checkArguments(mlir::FunctionOpInterface derivative,
                           mlir::TypeRange expected);

/// Returns an element of the tangent of `result`; 0 if it has no tangent.
double tangentAt(const Tensor &result, int64_t position);

/// Returns the decimal text of `number`, with nine digits.
std::string spellNumber(double number);

/// Returns "result 0 at [1, 2]", where `what` is "result 0".
std::string describePlace(llvm::StringRef what, const Tensor &tensor,
                          int64_t position);

} // namespace ag

#endif // AG_REFERENCE_PROOF_DERIVATIVECHECK_H
