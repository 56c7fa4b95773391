//===- Places.h - what results are written to -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does a map go, and do loops reach all of a result?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// Whether each dimension is at one place, or at a loop with a stride from 1
/// on, which no other dimension is if `isAlone`.
bool isPlaced(mlir::AffineMap map, bool isAlone);

/// Whether dimension `dim` of a result is a loop, and provably as long.
bool fillsDim(const Spec &spec, const SpecResult &result, unsigned dim,
              mlir::ValueRange operands);

/// Whether all dimensions are such loops.
bool fillsResult(const Spec &spec, const SpecResult &result,
                 mlir::ValueRange operands);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H
