//===- IndexChecks.h - what indices must be ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do indices, each of a place along a dimension, name places that are there?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_INDEXCHECKS_H
#define AG_DIALECT_AG_IR_INDEXCHECKS_H

#include "mlir/IR/Builders.h"

namespace ag {

/// Requires of the indices of `op` into a dimension what its mode demands,
/// where there is an index at all.
class IndexChecks {
public:
  /// `extent` is the dimension's, of type index.
  IndexChecks(mlir::Operation *op, mlir::Value indices, mlir::Value extent,
              mlir::OpBuilder &builder);

  /// That there is a place to clamp to.
  void requirePlaces();
  void requireInside();

private:
  mlir::Value findExtreme(bool isGreatest);
  void require(mlir::Value holds, llvm::StringRef message,
               mlir::ValueRange values);

  mlir::Operation *op;
  mlir::Value indices, extent;
  mlir::OpBuilder &builder;
  mlir::Value least, greatest, zero, none;
};

} // namespace ag

#endif // AG_DIALECT_AG_IR_INDEXCHECKS_H
