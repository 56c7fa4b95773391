//===- Activity.h - what a derivative flows through -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values are on a path from the values that a derivative is taken by to
// the values that it is taken of? Derivatives are computed for these values
// only, and only the ops between them have to be differentiable. Paths follow
// operands, results and the edges of control flow. A result that no edge
// forwards depends on all operands of its op and on all values that the op's
// regions use.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ACTIVITY_H
#define AG_ANALYSIS_ACTIVITY_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class Activity {
public:
  /// Finds the active values of the derivatives of `of` by `by`, values of one
  /// function.
  Activity(mlir::ValueRange by, mlir::ValueRange of);

  bool isActive(mlir::Value value) const {
    return varied.contains(value) && useful.contains(value);
  }

  /// Returns whether a result of `op` or an argument of its regions is active.
  bool isActive(mlir::Operation *op) const;

  /// Returns the values through which `op` depends on `by`, from a value that
  /// the op uses to one of `by`. Returns an empty path if it does not depend on
  /// them.
  llvm::SmallVector<mlir::Value> findPath(mlir::Operation *op) const;

  /// Gives `to` the activity of `from`, which is removed.
  void replace(mlir::Value from, mlir::Value to);

private:
  /// The values that depend on `by`, and those that `of` depends on. Each is
  /// mapped to the value from which it was reached first, or to null if the
  /// search began there.
  llvm::DenseMap<mlir::Value, mlir::Value> varied, useful;
};

} // namespace ag

#endif // AG_ANALYSIS_ACTIVITY_H
