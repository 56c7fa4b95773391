//===- WindowWriter.h - Specs as contractions of windows --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written whose operands or result are indexed by sums of loops?
// As one ag.contract or ag.reduce_window, with the letters of its loops:
//
//   operands  (n, y, u) -> (n, y)        "ny,u->n(2y+u)"
//             (n, y, u) -> (u)
//   result    (n, y, u) -> (n, 2 * y + u)
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// Creates the op that computes `spec` of `operands` at the builder's insertion
/// point. Returns null, and creates no ops, if there is no such op, or only one
/// without windows.
mlir::Value writeWindows(const Spec &spec, mlir::ValueRange operands,
                         mlir::OpBuilder &builder, mlir::Location loc);

/// Returns the letters of the loops: their names, if all of these are letters,
/// and otherwise the letters from a on. Returns nullopt if there are more loops
/// than letters.
std::optional<std::string> findLetters(const Spec &spec);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H
