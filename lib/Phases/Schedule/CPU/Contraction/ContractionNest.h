//===- ContractionNest.h - loops around register tiles ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops are around the register tiles of a contraction?
// ContractionNest.cpp creates those around tiles that may overlap, and
// ContractionNestInPlace.cpp those around tiles that do not.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONNEST_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONNEST_H

#include "CPU/Contraction/TileResults.h"
#include "CPU/Contraction/TileSums.h"

namespace ag {

inline constexpr PassRemarks contractionRemarks("ag-tile-contractions");

/// Emits loops around the tiles of a contraction. If sizes or the layout of B
/// are only known at run time, there are several nests to choose from.
class ContractionNest {
public:
  /// `epilogueUse` is as in TileResults.
  ContractionNest(mlir::linalg::GenericOp op, const ContractionPlan &plan,
                  const ContractionShape &shape, mlir::OpOperand *epilogueUse)
      : op(op), results(op, epilogueUse), summation{op, plan, shape} {}

  /// Replaces the contraction and its epilogue.
  void emit(mlir::RewriterBase &rewriter);

private:
  llvm::SmallVector<mlir::Value> emitLayouts(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Value>
  emitLayout(mlir::OpBuilder &builder, TileVectors vectors, TiledMatrix matrix);
  llvm::SmallVector<mlir::Value> chooseRows(mlir::OpBuilder &builder,
                                            TileVectors vectors,
                                            llvm::ArrayRef<int64_t> ladder);
  llvm::SmallVector<mlir::Value> chooseColumns(mlir::OpBuilder &builder,
                                               TileVectors vectors,
                                               int64_t rows,
                                               llvm::ArrayRef<int64_t> ladder);
  llvm::SmallVector<mlir::Value> emitNest(mlir::OpBuilder &builder,
                                          TileSize tile);
  llvm::SmallVector<mlir::Value> emitNestInPlace(mlir::OpBuilder &builder,
                                                 TileSize tile);
  llvm::SmallVector<mlir::Value> emitRowsInPlace(mlir::OpBuilder &builder,
                                                 TileSize tile,
                                                 const Lanes &lanes,
                                                 mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitTile(mlir::OpBuilder &builder,
                                          TileSize tile, const Lanes &lanes,
                                          mlir::Value firstRow,
                                          mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value>
  emitResults(mlir::OpBuilder &builder, const Lanes &lanes,
              mlir::Value firstRow, llvm::ArrayRef<RowPlace> rows,
              llvm::ArrayRef<mlir::Value> sums, mlir::ValueRange carried);
  void moveTo(const RowPlace &row) {
    moveToRow(indices, summation.plan.rows, row);
  }

  mlir::linalg::GenericOp op;
  TileResults results;
  Summation summation;
  /// The tensors that the outermost loop begins with.
  llvm::SmallVector<mlir::Value> destinations;
  /// The extents of the loops of rows, and their product.
  llvm::SmallVector<mlir::OpFoldResult> rowExtents;
  mlir::OpFoldResult rowCount;
  /// The index of each loop, where ops are being emitted.
  llvm::SmallVector<mlir::Value> indices;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONNEST_H
