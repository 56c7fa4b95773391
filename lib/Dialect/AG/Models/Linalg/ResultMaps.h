//===- ResultMaps.h - what results are written to ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which positions does a map access, and do loops reach all of a result?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_RESULTMAPS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_RESULTMAPS_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// Returns whether each dimension is indexed by no loop, or by a single loop
/// with a positive stride. If `isAlone`, no loop may index two dimensions.
bool isPlaced(mlir::AffineMap map, bool isAlone);

/// Returns whether dimension `dim` of a result is indexed by a plain loop, and
/// is provably as long as it.
bool fillsDim(const Spec &spec, const SpecResult &result, unsigned dim,
              mlir::ValueRange operands);

/// Returns whether fillsDim holds for all dimensions of a result.
bool fillsResult(const Spec &spec, const SpecResult &result,
                 mlir::ValueRange operands);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_RESULTMAPS_H
