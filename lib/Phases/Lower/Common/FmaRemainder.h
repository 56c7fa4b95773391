//===- FmaRemainder.h - remainders by one fma -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a remainder computed where a rounded quotient is good enough? It is an
// fma; a branch leaves it to libm where a quotient is too large.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H
#define AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds what computes arith.remf of f32 and f64, of scalars and of vectors.
void addFmaRemainders(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_COMMON_FMAREMAINDER_H
