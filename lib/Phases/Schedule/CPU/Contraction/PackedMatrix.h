//===- PackedMatrix.h - a contraction's matrix for tiles --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do tiles read B of a contraction? In place, or in a copy in which it is
// contiguous along n.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_PACKEDMATRIX_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_PACKEDMATRIX_H

#include "Common/ContractionPlan.h"

namespace ag {

/// A tensor that holds B, and its map from the contraction's loops.
struct TiledMatrix {
  mlir::Value tensor;
  mlir::AffineMap map;
};

/// Returns B where it is.
TiledMatrix getMatrixInPlace(mlir::linalg::GenericOp op,
                             const ContractionPlan &plan);

/// Creates a copy of B with n innermost. The copy of a weight is computed where
/// load can compute it, and that of a loop-invariant operand in front of the
/// loops. It takes no memory unless `rowCount`, the number of rows, is more
/// than `least`.
TiledMatrix packMatrix(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                       const ContractionPlan &plan, mlir::OpFoldResult rowCount,
                       int64_t least);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_PACKEDMATRIX_H
