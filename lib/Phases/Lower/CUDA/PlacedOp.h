//===- PlacedOp.h - a linalg op at one point of its loops -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a thread read, compute and write at one point of an op's loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H
#define AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// An op on buffers, and the point in its loops for which code is emitted.
class PlacedOp {
public:
  /// Emits the extents of the loops.
  PlacedOp(mlir::OpBuilder &builder, mlir::linalg::LinalgOp op);

  /// Emits the number of points of `loops`.
  mlir::Value countPlaces(mlir::OpBuilder &builder,
                          llvm::ArrayRef<unsigned> loops);
  /// Moves to point `number` of `loops`, in row-major order.
  void setPlace(mlir::OpBuilder &builder, llvm::ArrayRef<unsigned> loops,
                mlir::Value number);

  /// Reads the operand's element, or returns the operand if it is no buffer.
  mlir::Value read(mlir::OpBuilder &builder, mlir::OpOperand &operand);
  /// Reads the current values of the results at the point.
  llvm::SmallVector<mlir::Value> readInits(mlir::OpBuilder &builder);
  void writeResults(mlir::OpBuilder &builder, mlir::ValueRange values);

  /// Emits the body for `inputs` and `accumulators`, and returns its results. A
  /// product that is added to an accumulator is rounded with the sum, once.
  llvm::SmallVector<mlir::Value> compute(mlir::OpBuilder &builder,
                                         mlir::ValueRange inputs,
                                         mlir::ValueRange accumulators);

  mlir::linalg::LinalgOp op;
  /// The extent of each loop, and its index at the point.
  llvm::SmallVector<mlir::OpFoldResult> extents;
  llvm::SmallVector<mlir::Value> indices;

private:
  llvm::SmallVector<mlir::Value> getPlace(mlir::OpBuilder &builder,
                                          mlir::OpOperand &operand);

  mlir::Location loc;
};

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H
