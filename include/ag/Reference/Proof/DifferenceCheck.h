//===- DifferenceCheck.h - duals against differences ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the interpreter's tangents agree with differences of a function's values?
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_DIFFERENCECHECK_H
#define AG_REFERENCE_PROOF_DIFFERENCECHECK_H

#include "ag/Reference/Proof/DerivativeCheck.h"

namespace ag {

/// Compares the duals with central differences, along a direction that moves
/// all variables. Fails if the interpreter does.
llvm::Expected<CheckOutcome> checkDifferences(const DerivativePoint &point,
                                              uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_DIFFERENCECHECK_H
