//===- TileResults.h - results that tiles write -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is written for the sums of a contraction's tile? The sums themselves,
// unless only the epilogue reads them, and the results of the epilogue, an
// element-wise op:
//
//   C(m, n) += A(m, k) * B(k, n)
//   D(m, n) = max(C(m, n), 0)               D, and C if another op reads it
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILERESULTS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILERESULTS_H

#include "ag/Phases/Common/LoopNest.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// Writes sums, and what the epilogue computes of them, into tensors. There is
/// one tensor for each written result, in the same order everywhere.
class TileResults {
public:
  /// `use` is the epilogue's use of the result of `op`, a contraction, or null
  /// without an epilogue.
  TileResults(mlir::linalg::GenericOp op, mlir::OpOperand *use);

  bool hasEpilogue() const { return use != nullptr; }
  /// Returns the epilogue, or else the contraction: the op in front of which
  /// tiles can compute all results.
  mlir::linalg::GenericOp getLastOp() { return epilogue ? epilogue : op; }
  /// Returns the tensors that the loops around tiles begin with. They are new
  /// ones, unless `isInPlace`: then they are the ops' own.
  llvm::SmallVector<mlir::Value> makeDestinations(mlir::OpBuilder &builder,
                                                  bool isInPlace);
  /// Replaces the ops by the tensors that the loops return.
  void replaceOps(mlir::RewriterBase &rewriter,
                  llvm::ArrayRef<mlir::Value> tensors);

  /// Returns the number of the tensor that holds the sums until a long epilogue
  /// reads them. Returns std::nullopt if the epilogue is short, or if no tensor
  /// has the type of the sums.
  std::optional<unsigned> findHolder();
  /// Returns `tensor`, which has this number, with `value` written at
  /// `indices`, those of the contraction's loops.
  mlir::Value write(mlir::OpBuilder &builder, unsigned number,
                    mlir::Value value, mlir::Value tensor,
                    llvm::ArrayRef<mlir::Value> indices, const Lanes &lanes);
  mlir::Value readBack(mlir::OpBuilder &builder, unsigned holder,
                       mlir::Value tensor, llvm::ArrayRef<mlir::Value> indices,
                       const Lanes &lanes);
  /// Applies the epilogue to a sum and writes the results. The tensor with
  /// number `holder` holds the sum already.
  void applyAndWrite(mlir::OpBuilder &builder, mlir::Value sum,
                     llvm::MutableArrayRef<mlir::Value> tensors,
                     llvm::ArrayRef<mlir::Value> indices, const Lanes &lanes,
                     std::optional<unsigned> holder = std::nullopt);

private:
  /// The position in terms of the loops of the op that writes a result.
  struct Place {
    mlir::AffineMap map;
    llvm::SmallVector<mlir::Value> indices;
    Lanes lanes;
  };
  llvm::SmallVector<mlir::Value>
  getEpilogueIndices(mlir::OpBuilder &builder,
                     llvm::ArrayRef<mlir::Value> indices);
  Place getPlace(mlir::OpBuilder &builder, unsigned number,
                 llvm::ArrayRef<mlir::Value> indices, const Lanes &lanes);
  llvm::SmallVector<mlir::Value> apply(mlir::OpBuilder &builder,
                                       mlir::Value sum,
                                       llvm::ArrayRef<mlir::Value> indices,
                                       const Lanes &lanes);

  mlir::linalg::GenericOp op, epilogue;
  mlir::OpOperand *use;
  bool writesSums;
  /// The destinations of the results that are written, that of the sums first.
  llvm::SmallVector<mlir::OpOperand *> written;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILERESULTS_H
