//===- PlacedOp.h - an op of linalg at one place of its loops ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a thread read, compute and write at one place of an op's loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H
#define AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// An op on buffers, and where in its loops the code is that is written.
class PlacedOp {
public:
  /// Writes how far the loops go.
  PlacedOp(mlir::OpBuilder &builder, mlir::linalg::LinalgOp op);

  /// How many places `loops` have together.
  mlir::Value countPlaces(mlir::OpBuilder &builder,
                          llvm::ArrayRef<unsigned> loops);
  /// Goes to place `number`, in row-major order, of `loops`.
  void setPlace(mlir::OpBuilder &builder, llvm::ArrayRef<unsigned> loops,
                mlir::Value number);

  /// The operand's element, or the operand if it has none.
  mlir::Value read(mlir::OpBuilder &builder, mlir::OpOperand &operand);
  /// What the results have at the place so far.
  llvm::SmallVector<mlir::Value> readInits(mlir::OpBuilder &builder);
  void writeResults(mlir::OpBuilder &builder, mlir::ValueRange values);

  /// What the body makes of `inputs` and `accumulators`. A product that it adds
  /// to one is rounded with the sum, once.
  llvm::SmallVector<mlir::Value> compute(mlir::OpBuilder &builder,
                                         mlir::ValueRange inputs,
                                         mlir::ValueRange accumulators);

  mlir::linalg::LinalgOp op;
  /// Of each loop: how far it goes, and where it is.
  llvm::SmallVector<mlir::OpFoldResult> extents;
  llvm::SmallVector<mlir::Value> indices;

private:
  llvm::SmallVector<mlir::Value> getPlace(mlir::OpBuilder &builder,
                                          mlir::OpOperand &operand);

  mlir::Location loc;
};

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_PLACEDOP_H
