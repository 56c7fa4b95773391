//===- BatchedValues.h - values that differ over a batch --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values, choices and loops of a function differ over a batch if some of
// its arguments do? A fixed point along the edges of regions finds them.
// Results of an op differ if an operand does. If the condition of a choice or
// loop differs, all values that it forwards do. Values that one operand is
// forwarded to differ together.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

/// Returns true if values are forwarded along the edges of the op's regions:
/// for a choice, an scf.for, an scf.while or an ag.region.
bool isControlFlow(mlir::Operation *op);

/// Returns true if derivatives of a value have to be cut where only some
/// elements use it, so that the others contribute nothing to its cotangent.
/// These values are floats that are not constants.
bool isCut(mlir::Value value);

/// Returns the values from outside that `regions` use and that have to be cut.
llvm::SetVector<mlir::Value>
findCut(llvm::MutableArrayRef<mlir::Region> regions);

/// Returns true if `op` has no operands and computes floats, as ag.parameter
/// does. These floats have to be cut like values from outside.
bool isSource(mlir::Operation *op);

class BatchedValues {
public:
  /// If `isMasked`, only some elements execute the function.
  BatchedValues(mlir::func::FuncOp function, mlir::ValueRange batched,
                bool isMasked);

  bool isBatched(mlir::Value value) const { return reached.contains(value); }

  /// Returns true if the condition, or the trip count, differs over the batch.
  bool differs(mlir::Operation *op) const { return differing.contains(op); }

  /// Returns the values from an operand of `op` that differs to the value that
  /// causes it, which is last. Returns an empty path if no operand differs.
  llvm::SmallVector<mlir::Value> findPath(mlir::Operation *op) const;

private:
  void mark(mlir::Value value, mlir::Value way);
  void follow(mlir::OpOperand &use, mlir::Value way);
  void handOn(mlir::OpOperand &use, mlir::Value way);
  void makeDiffer(mlir::Operation *op, mlir::Value way);
  void markSources(mlir::Operation *op, mlir::Value way);

  /// The values that differ, each with the value that it was reached from.
  llvm::DenseMap<mlir::Value, mlir::Value> reached;
  llvm::DenseSet<mlir::Operation *> differing;
  llvm::SmallVector<mlir::Value> pending;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H
