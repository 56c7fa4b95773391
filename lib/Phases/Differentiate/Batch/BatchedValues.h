//===- BatchedValues.h - what differs over a batch --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values of a function differ over a batch, if some of its arguments do,
// and which choices and loops? A fixed point along the edges of regions: what
// is made of a value that differs does, so does what a choice or a loop hands
// on that is decided by such a value, and what it is handed on together with.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

/// Whether `op` hands on values along the edges of its regions: a choice, a
/// loop that carries what it computes, an ag.region.
bool isControlFlow(mlir::Operation *op);

/// Whether a value that enters what only some elements do has to be cut off
/// from what the others would give back to it: floats that are no constants.
bool isCut(mlir::Value value);

/// What `regions` use from outside of them that is cut there.
llvm::SetVector<mlir::Value>
findCut(llvm::MutableArrayRef<mlir::Region> regions);

/// Whether `op` computes floats of nothing, as ag.parameter, so that they enter
/// what it is in.
bool isSource(mlir::Operation *op);

class BatchedValues {
public:
  /// With `isMasked`, only some elements do what the function does.
  BatchedValues(mlir::func::FuncOp function, mlir::ValueRange batched,
                bool isMasked);

  bool isBatched(mlir::Value value) const { return reached.contains(value); }

  /// Whether the choice, or the number of turns, is another for each element.
  bool differs(mlir::Operation *op) const { return differing.contains(op); }

  /// From an operand of `op` that differs to what makes it differ: that last.
  llvm::SmallVector<mlir::Value> findPath(mlir::Operation *op) const;

private:
  void mark(mlir::Value value, mlir::Value way);
  void follow(mlir::OpOperand &use, mlir::Value way);
  void handOn(mlir::OpOperand &use, mlir::Value way);
  void makeDiffer(mlir::Operation *op, mlir::Value way);
  void markSources(mlir::Operation *op, mlir::Value way);

  /// By what they were reached.
  llvm::DenseMap<mlir::Value, mlir::Value> reached;
  llvm::DenseSet<mlir::Operation *> differing;
  llvm::SmallVector<mlir::Value> pending;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHEDVALUES_H
