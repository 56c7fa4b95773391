//===- Diagonals.h - results along diagonals --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a diagonal expressed such that each loop indexes one dimension? As a
// selection at every position:
//
//   (i) -> (i, i), of v, beside 0        (i, j) -> (i, j), of i == j ? v : 0
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// If a Spec has no combiner and writes a diagonal amid constants, returns a
/// Spec without diagonals for each result, over the same operands. Returns no
/// Specs otherwise.
llvm::SmallVector<Spec, 0> separateDiagonals(const Spec &spec);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H
