//===- PushforwardCheck.h - tangents against duals --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a function compute the tangents of another function?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H
#define AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H

#include "ag/Reference/Proof/DerivativeCheck.h"

namespace ag {

/// A function that computes tangents of another function.
struct Pushforward {
  mutable mlir::FunctionOpInterface function;
  /// The variables whose tangents follow the arguments, in order.
  std::vector<GradBy> by;
};

/// Determines which tangents `function` takes, from the number of its
/// arguments: those of all float arguments, or of these and then all
/// parameters. Fails if its arguments or the number of its results do not fit.
llvm::Expected<Pushforward> readPushforward(mlir::FunctionOpInterface function,
                                            const DerivativePoint &point);

/// Returns the arguments of the pushforward: those of the point, and tangents
/// drawn from `seed`.
llvm::Expected<Tensors> makeArguments(const Pushforward &pushforward,
                                      const DerivativePoint &point,
                                      uint64_t seed);

/// Compares the tangents that the pushforward returns with the duals, element
/// by element.
llvm::Expected<CheckOutcome> checkPushforward(const DerivativePoint &point,
                                              const Pushforward &pushforward,
                                              uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H
