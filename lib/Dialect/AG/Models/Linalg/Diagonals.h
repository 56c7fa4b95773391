//===- Diagonals.h - results along diagonals --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a diagonal stated such that each loop is one dimension? As a choice at
// every place:
//
//   (i) -> (i, i), of v, beside 0        (i, j) -> (i, j), of i == j ? v : 0
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// Of a Spec without a combiner that writes a diagonal, beside numbers: a Spec
/// for each result, over the same operands, without one. None of others.
llvm::SmallVector<Spec, 0> separateDiagonals(const Spec &spec);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_DIAGONALS_H
