//===- TileSums.h - sums of a register tile ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a tile of a contraction compute its sums? TileSums.cpp adds products
// of scalars and vectors along n, and TileSumsByDots.cpp products of vectors
// along the summed loop.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESUMS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESUMS_H

#include "CPU/Contraction/PackedMatrix.h"
#include "CPU/Contraction/RowPlaces.h"
#include "CPU/Contraction/TileSizes.h"
#include "CPU/Kernels.h"
#include "ag/Phases/Common/LoopNest.h"

namespace ag {

/// The sums that the tiles of a contraction compute, and what they are computed
/// from.
struct Summation {
  mlir::linalg::GenericOp op;
  ContractionPlan plan;
  ContractionShape shape;
  /// The extents of the op's loops.
  llvm::SmallVector<mlir::OpFoldResult> extents = {};
  /// The initial value of the sums. If they are computed in place, a tile reads
  /// it from the tensor that it writes.
  Start start = {};
  bool isInPlace = false;
  TiledMatrix matrix = {};
};

/// Emits the sums of one tile.
class TileSums {
public:
  /// `indices` are those of the loops around the tile, and `rows` its rows.
  /// `summation` and `rows` must outlive this.
  TileSums(const Summation &summation, llvm::ArrayRef<RowPlace> rows,
           const Lanes &lanes, llvm::ArrayRef<mlir::Value> indices)
      : op(summation.op), summation(summation), plan(summation.plan),
        rows(rows), lanes(lanes), indices(indices) {}

  /// Returns the sums of each row, as vectors along n. Sums in place begin with
  /// what the first of `tensors` holds.
  llvm::SmallVector<mlir::Value>
  emit(mlir::OpBuilder &builder, TileVectors vectors, mlir::ValueRange tensors);

private:
  void moveTo(const RowPlace &row) { moveToRow(indices, plan.rows, row); }
  llvm::SmallVector<mlir::Value> emitStart(mlir::OpBuilder &builder,
                                           mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value> emitStep(mlir::OpBuilder &builder,
                                          mlir::ValueRange accumulators);
  llvm::SmallVector<mlir::Value> emitColumns(mlir::OpBuilder &builder,
                                             mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value>
  emitDotStep(mlir::OpBuilder &builder, llvm::ArrayRef<mlir::Value> columns,
              const Lanes &along, mlir::ValueRange accumulators);
  llvm::SmallVector<mlir::Value> emitDots(mlir::OpBuilder &builder,
                                          mlir::ValueRange tensors);

  mlir::linalg::GenericOp op;
  const Summation &summation;
  const ContractionPlan &plan;
  llvm::ArrayRef<RowPlace> rows;
  Lanes lanes;
  /// The index of each loop, where ops are being emitted.
  llvm::SmallVector<mlir::Value> indices;
};

/// Lets a product and the sum that it is added to round once, as in a fused
/// multiply-add. Peak performance counts these.
void allowFusedMultiplyAdd(mlir::Value sum);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESUMS_H
