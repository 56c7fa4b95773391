//===- NarrowCheck.h - gradients in bf16 and f16 ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a gradient, computed in the program's own types, lose digits that the
// function does not lose? A sum of 4,096 ones in bf16 is 256.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_NARROWCHECK_H
#define AG_REFERENCE_PROOF_NARROWCHECK_H

#include "ag/Reference/Proof/GradientCheck.h"

namespace ag {

/// Returns true if a gradient is by a bf16 or f16.
bool isNarrow(const Gradient &gradient);

/// Compares each bf16 and f16 element of the gradient in the program's types
/// with the one in double, which has to be right (checkGradient). They may lie
/// apart by a unit in the last place and thrice the mean distance of runs whose
/// steps are moved by their rounding (Stirring.h). These move either way, so
/// that sums move little however long they are, and one that always loses is
/// found.
llvm::Expected<CheckOutcome> checkNarrowGradient(const DerivativePoint &point,
                                                 const Gradient &gradient,
                                                 uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_NARROWCHECK_H
