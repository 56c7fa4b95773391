//===- MergedDims.h - slices at positions that differ -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does one gather or scatter access slices of a tensor whose positions
// differ over a batch? The dimensions from the batch's to the last indexed one
// are merged, so that one index names a slice:
//
//   %y = ag.slice %x [0, %i] [4, 2] [1, 1] : tensor<4x5xf32> -> tensor<4x2xf32>
//
// with 8 elements of x and i becomes
//
//   %flat = ag.reshape %x8 : tensor<8x4x5xf32> -> tensor<160xf32>
//   %y8 = ag.gather 0 error %flat, %p : tensor<160xf32>, tensor<8x4x2xi64>
//
// where p[b, j, k] is (b * 4 + j) * 5 + i[b] + k, or -1 if i[b] + k is outside
// of the dimension. No data are moved to merge dimensions that are adjacent.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_REQUESTS_MERGEDDIMS_H
#define AG_LIB_DIALECT_AG_IR_REQUESTS_MERGEDDIMS_H

#include "ag/Interfaces/BatchableOp.h"

namespace ag {

class MergedDims {
public:
  /// Merges dimensions of `x` from `first` on. If x differs over the batch, its
  /// batch and the dimensions between are merged, too.
  MergedDims(BatchedValue x, int64_t first, mlir::Operation *op,
             BatchContext &context);

  /// Merges the next dimension, which is accessed at all positions.
  void addAll();
  /// Merges the next dimension, which is accessed at `indices`. Indices outside
  /// of it are replaced by the nearest one if `clamps`, and else become -1.
  void addIndices(BatchedValue indices, bool clamps);
  /// Merges the next dimension, which is accessed at `size` positions from
  /// `offset`, a value of the original op, on.
  void addSteps(mlir::OpFoldResult offset, int64_t stride,
                mlir::OpFoldResult size);

  /// Returns the positions along the merged dimension, for all elements. They
  /// are -1 for elements outside the mask.
  mlir::Value makePositions();
  /// Returns x with merged dimensions.
  mlir::Value merge();
  /// Returns `merged`, which has the sizes of merge(), with x's dimensions.
  mlir::Value split(mlir::Value merged);
  /// Returns the merged dimension, which is also the batch's in the slices.
  int64_t dim() const { return axis; }
  /// Returns x as it is before dimensions are merged.
  mlir::Value unmerged() const { return whole; }

private:
  using Exprs = llvm::SmallVector<mlir::AffineExpr>;

  mlir::Value reshape(mlir::Value value,
                      llvm::ArrayRef<mlir::OpFoldResult> shape);
  mlir::AffineExpr addLoop(mlir::OpFoldResult size);
  Expr addInput(mlir::Value value, Exprs exprs);
  Expr toNumber(mlir::OpFoldResult number);
  void requireInside(Expr index, Expr size);
  void append(Expr index, Expr size);

  mlir::Operation *op;
  BatchContext &context;
  mlir::OpBuilder &builder;
  mlir::Value whole;
  llvm::SmallVector<mlir::OpFoldResult> sizes;
  int64_t axis = 0, next = 0;
  /// The positions as elements of a structured op, its inputs and their maps.
  Spec spec;
  llvm::SmallVector<mlir::Value> operands;
  llvm::SmallVector<Exprs> inputMaps;
  std::optional<Expr> position, isInside;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_REQUESTS_MERGEDDIMS_H
