//===- VectorBody.h - the body of a generic on vectors ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the body of a linalg.generic compute several positions along one of
// its loops at once?
//
//   (i, j): %in at (i, j), %bias at (j), %scale at (i)        along j:
//
//   %a = vector.transfer_read %in[%i, %j]  : vector<16xf32>   contiguous
//   %b = vector.transfer_read %bias[%j]    : vector<16xf32>   contiguous
//   %c = tensor.extract %scale[%i]         : f32              uniform
//
// Values that depend on uniform values only stay scalar. All others are
// computed by the same op on vectors.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_ROWS_VECTORBODY_H
#define AG_LIB_PHASES_SCHEDULE_CPU_ROWS_VECTORBODY_H

#include "Common/Access.h"
#include "ag/Phases/Common/LoopNest.h"

namespace ag {

/// Returns true if the body can be computed on vectors along `loop`. This and
/// the functions below require plain maps.
bool isVectorizable(mlir::linalg::GenericOp op, unsigned loop);

/// Returns an operand's elements at the loops' `indices`: a scalar if it is
/// uniform.
mlir::Value readLanes(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value operand, mlir::AffineMap map,
                      mlir::ValueRange indices, const Lanes &lanes);

/// Returns `destination` with the value, a vector or a scalar for every lane,
/// written at the loops' indices. The map must be contiguous.
mlir::Value writeLanes(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value value, mlir::Value destination,
                       mlir::AffineMap map, mlir::ValueRange indices,
                       const Lanes &lanes);

/// Returns the values that the body yields for `arguments`, each a scalar or a
/// vector. An argument that the body does not use may be null.
llvm::SmallVector<mlir::Value>
emitVectorBody(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::linalg::GenericOp op,
               llvm::ArrayRef<mlir::Value> arguments, mlir::ValueRange indices,
               const Lanes &lanes);

/// Broadcasts `value` to every lane, unless it is a vector already.
mlir::Value splat(mlir::OpBuilder &builder, mlir::Location loc,
                  mlir::Value value, int64_t width);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWS_VECTORBODY_H
