//===- Contraction.h - creation of register tiles ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which state does the creation of a contraction's tiles keep? Contraction.cpp
// chooses tiles and creates the loops around them, and ContractionInPlace.cpp
// those around tiles that do not overlap. ContractionTile.cpp creates the ops
// of a tile, and ContractionDots.cpp the sums of a tile whose vectors span the
// summed loop.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTION_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTION_H

#include "CPU/Kernels.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/ContractionPlan.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Common/LoopNest.h"

namespace ag {

inline constexpr PassRemarks contractionRemarks("ag-tile-contractions");

class Contraction {
public:
  Contraction(mlir::linalg::GenericOp op, ContractionPlan plan,
              const Machine &machine)
      : op(op), plan(std::move(plan)), machine(machine),
        dotLoop(findDotLoop()) {}

  bool isWorthTiles();
  /// Emits a remark that names the tiles.
  void explain();
  void takeEpilogue();
  void emit(mlir::RewriterBase &rewriter);

private:
  /// The loop that the vectors of a tile span: n, or one that is summed over.
  enum class Along { Columns, Sums };
  struct Tile {
    Along along;
    int64_t rows, columns;
  };
  /// The position of one row of results: an index for each of the plan's rows.
  using Row = llvm::SmallVector<mlir::Value>;
  int64_t staticColumns() { return op.getStaticLoopRanges()[plan.n]; }
  int64_t staticRows();
  mlir::AffineMap mapOf(mlir::OpOperand *operand) {
    return op.getMatchingIndexingMap(operand);
  }
  int64_t lanes() {
    return machine.lanes(op.getRegionOutputArgs().front().getType());
  }
  llvm::SmallVector<int64_t> rowLadder(Along along);
  llvm::SmallVector<int64_t> columnLadder(Along along, int64_t rows);
  int64_t widestDots(int64_t rows);

  /// Returns true if the vector operand is contiguous along n.
  bool isContiguous();
  std::optional<unsigned> findDotLoop();
  bool isAsLongAsRows(unsigned loop);
  /// Returns the largest number of rows for which a vector operand that is not
  /// contiguous is read in place. With more rows it is copied first.
  int64_t mostRowsInPlace();
  /// Returns which loop the vectors of tiles span for this number of rows.
  Along chooseAlong(int64_t rows);
  /// Returns why the user cannot be an epilogue, or an empty string if it can.
  llvm::StringRef whyNoEpilogue(mlir::linalg::GenericOp user,
                                mlir::OpOperand &use);
  mlir::Value packVectorOperand(mlir::OpBuilder &builder, int64_t least);
  mlir::OpFoldResult onlyAbove(mlir::OpBuilder &builder, int64_t least,
                               mlir::OpFoldResult size);
  llvm::SmallVector<mlir::Value> emitInPlace(mlir::OpBuilder &builder,
                                             Along along);
  llvm::SmallVector<mlir::Value> emitPacked(mlir::OpBuilder &builder,
                                            int64_t least);
  llvm::SmallVector<mlir::Value> emitLayouts(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Value> chooseRows(mlir::OpBuilder &builder,
                                            Along along,
                                            llvm::ArrayRef<int64_t> ladder);
  llvm::SmallVector<mlir::Value> chooseColumns(mlir::OpBuilder &builder,
                                               Along along, int64_t rows,
                                               llvm::ArrayRef<int64_t> ladder);
  llvm::SmallVector<mlir::Value> emitNest(mlir::OpBuilder &builder, Tile tile);
  bool accumulatesInPlace();
  Tile chooseTileInPlace(Along along);
  llvm::SmallVector<mlir::Value> emitNestInPlace(mlir::OpBuilder &builder,
                                                 Along along);
  llvm::SmallVector<mlir::Value> emitRowsInPlace(mlir::OpBuilder &builder,
                                                 Tile tile, const Lanes &lanes,
                                                 mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitTile(mlir::OpBuilder &builder, Tile tile,
                                          const Lanes &lanes,
                                          mlir::Value firstRow,
                                          mlir::ValueRange tensors);
  Row getRow(mlir::OpBuilder &builder, mlir::Value number);
  Row getNextRow(mlir::OpBuilder &builder, const Row &row);
  void moveTo(const Row &row);
  llvm::SmallVector<mlir::Value> emitStart(mlir::OpBuilder &builder,
                                           llvm::ArrayRef<Row> rows,
                                           const Lanes &lanes,
                                           mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value> emitStep(mlir::OpBuilder &builder,
                                          llvm::ArrayRef<Row> rows,
                                          const Lanes &lanes,
                                          mlir::ValueRange accumulators);
  /// Returns the sums of each row, as vectors along n.
  llvm::SmallVector<mlir::Value> emitSums(mlir::OpBuilder &builder,
                                          llvm::ArrayRef<Row> rows,
                                          const Lanes &lanes,
                                          mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value> emitDots(mlir::OpBuilder &builder,
                                          llvm::ArrayRef<Row> rows,
                                          const Lanes &lanes,
                                          mlir::ValueRange tensors);
  llvm::SmallVector<mlir::Value>
  emitDotStep(mlir::OpBuilder &builder, llvm::ArrayRef<Row> rows,
              llvm::ArrayRef<mlir::Value> columns, const Lanes &lanes,
              mlir::ValueRange accumulators);
  mlir::Value joinLanes(mlir::OpBuilder &builder, mlir::Operation *combiner,
                        llvm::ArrayRef<mlir::Value> vectors);
  /// Returns the index, in `written`, of the tensor that holds the sums until a
  /// long epilogue reads them. Returns std::nullopt if the epilogue is short,
  /// or if no tensor has the type of the sums.
  std::optional<unsigned> findHolder();
  llvm::SmallVector<mlir::Value> getEpiloguePlaces(mlir::OpBuilder &builder);
  /// Returns the values that are written for the sums, in the order of
  /// `written`.
  llvm::SmallVector<mlir::Value> applyEpilogue(mlir::OpBuilder &builder,
                                               mlir::Value accumulator,
                                               const Lanes &lanes);
  /// The position in `indices`, in terms of the loops of the op that writes a
  /// result.
  struct WrittenPlace {
    mlir::AffineMap map;
    llvm::SmallVector<mlir::Value> indices;
    Lanes lanes;
  };
  WrittenPlace getWrittenPlace(mlir::OpBuilder &builder, unsigned number,
                               const Lanes &lanes);
  mlir::Value readBack(mlir::OpBuilder &builder, unsigned holder,
                       mlir::Value tensor, const Lanes &lanes);
  mlir::Value write(mlir::OpBuilder &builder, unsigned number,
                    mlir::Value value, mlir::Value tensor, const Lanes &lanes);
  /// Applies the epilogue to a sum and writes the results. The tensor with
  /// index `holder` holds the sum already.
  void applyAndWrite(mlir::OpBuilder &builder, mlir::Value sum,
                     llvm::MutableArrayRef<mlir::Value> tensors,
                     const Lanes &lanes,
                     std::optional<unsigned> holder = std::nullopt);
  llvm::SmallVector<mlir::Value>
  emitRows(mlir::OpBuilder &builder, Tile tile, mlir::Value firstRow,
           llvm::ArrayRef<Row> rows, mlir::ValueRange accumulators,
           mlir::ValueRange tensors, const Lanes &lanes);

  mlir::linalg::GenericOp op;
  ContractionPlan plan;
  const Machine &machine;
  /// The summed loop along which both operands are contiguous, if there is one.
  std::optional<unsigned> dotLoop;
  mlir::linalg::GenericOp epilogue;
  mlir::OpOperand *epilogueUse = nullptr;
  /// The destinations that tiles write: the contraction's own, unless only the
  /// epilogue reads its result, and then the epilogue's.
  llvm::SmallVector<mlir::OpOperand *> written;
  mlir::Value vectorTensor;
  mlir::AffineMap vectorMap;
  Start start;
  /// One destination for each of `written`.
  llvm::SmallVector<mlir::Value> destinations;
  /// Whether the sums are written to the tensor that they start from.
  bool isInPlace = false;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  mlir::OpFoldResult rowCount;
  llvm::SmallVector<mlir::Value> indices;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTION_H
