//===- Activity.h - what a derivative flows through -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values are on a path from what is differentiated by to what is
// differentiated? Only of those derivatives are computed, and only the ops
// between them have to have any. Values are followed through ops, and along the
// edges of control flow; an op that nobody knows hands on from its operands,
// and from all that its regions use, to its results.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ACTIVITY_H
#define AG_ANALYSIS_ACTIVITY_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class Activity {
public:
  /// Of the derivatives of `of` by `by`, values of one function.
  Activity(mlir::ValueRange by, mlir::ValueRange of);

  bool isActive(mlir::Value value) const {
    return varied.contains(value) && useful.contains(value);
  }

  /// Whether a result of `op`, or what its regions hand on, is active.
  bool isActive(mlir::Operation *op) const;

  /// Values by way of which an op depends on what is differentiated by, from an
  /// operand of the op to one of `by`.
  llvm::SmallVector<mlir::Value> findPath(mlir::Operation *op) const;

  /// Lets `to` take the place of `from`, which is forgotten.
  void replace(mlir::Value from, mlir::Value to);

private:
  /// What depends on `by`, and what `of` depends on, each with the value by way
  /// of which it was reached first, or null.
  llvm::DenseMap<mlir::Value, mlir::Value> varied, useful;
};

} // namespace ag

#endif // AG_ANALYSIS_ACTIVITY_H
