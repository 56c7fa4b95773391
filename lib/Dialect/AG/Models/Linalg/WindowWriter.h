//===- WindowWriter.h - Specs as contractions of windows --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written whose operands or result are named by sums of loops? As
// one ag.contract or ag.reduce_window, by the letters of its loops:
//
//   operands  (n, y, u) -> (n, y)        "ny,u->n(2y+u)"
//             (n, y, u) -> (u)
//   result    (n, y, u) -> (n, 2 * y + u)
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// The op at the builder's place that `spec` states of `operands`; null, and no
/// ops, if there is none, or one without windows.
mlir::Value writeWindows(const Spec &spec, mlir::ValueRange operands,
                         mlir::OpBuilder &builder, mlir::Location loc);

/// The letters of the loops: as users call them, where all names are letters,
/// else from a on. None of more loops than there are letters.
std::optional<std::string> findLetters(const Spec &spec);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_WINDOWWRITER_H
