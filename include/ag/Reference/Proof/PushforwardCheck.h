//===- PushforwardCheck.h - tangents against duals --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a function compute the tangents of another?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H
#define AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H

#include "ag/Reference/Proof/DerivativeCheck.h"

namespace ag {

/// A function that computes tangents of another.
struct Pushforward {
  mutable mlir::FunctionOpInterface function;
  /// Of what tangents follow the arguments.
  std::vector<GradBy> by;
};

/// By the number of its arguments: of all that are floats, and then all
/// parameters.
llvm::Expected<Pushforward> readPushforward(mlir::FunctionOpInterface function,
                                            const DerivativePoint &point);

/// What it is run on: the arguments, and tangents as `seed` draws them.
llvm::Expected<Tensors> makeArguments(const Pushforward &pushforward,
                                      const DerivativePoint &point,
                                      uint64_t seed);

/// The tangents that it gives with the duals, element by element.
llvm::Expected<CheckOutcome> checkPushforward(const DerivativePoint &point,
                                              const Pushforward &pushforward,
                                              uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_PUSHFORWARDCHECK_H
