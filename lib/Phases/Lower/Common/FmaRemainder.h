//===- FmaRemainder.h - remainders by one fma -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a remainder computed if a rounded quotient is good enough? One fma
// computes it; a branch leaves it to libm if a quotient is too large.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H
#define AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds a pattern that computes arith.remf of f32 and f64, of scalars and
/// vectors.
void addFmaRemainders(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H
