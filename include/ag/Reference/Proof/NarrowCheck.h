//===- NarrowCheck.h - gradients in bf16 and f16 ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a gradient in the program's own types lose more digits than rounding
// explains? For example, a sum of 4,096 ones in bf16 is 256.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_NARROWCHECK_H
#define AG_REFERENCE_PROOF_NARROWCHECK_H

#include "ag/Reference/Proof/GradientCheck.h"

namespace ag {

/// Returns true if a result of the gradient has bf16 or f16 elements.
bool isNarrow(const Gradient &gradient);

/// Compares each bf16 and f16 element of the gradient in the program's types
/// with the one in double, which must be right (checkGradient).
///
/// They may differ by a unit in the last place plus three times the root mean
/// square distance of stirred runs (Stirring.h). A stirred run moves the result
/// of each step up or down by up to its rounding error. Because the errors of a
/// long sum mostly cancel there, a sum that always rounds in one direction is
/// found.
llvm::Expected<CheckOutcome> checkNarrowGradient(const DerivativePoint &point,
                                                 const Gradient &gradient,
                                                 uint64_t seed);

} // namespace ag

#endif // AG_REFERENCE_PROOF_NARROWCHECK_H
