//===- IndexChecks.h - what indices must be ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the indices into a dimension refer to positions that exist?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_INDEXING_INDEXCHECKS_H
#define AG_LIB_DIALECT_AG_IR_INDEXING_INDEXCHECKS_H

#include "mlir/IR/Builders.h"

namespace ag {

/// Creates the checks that the mode of `op` requires for its indices into a
/// dimension. They hold if there are no indices.
class IndexChecks {
public:
  /// `extent` is the extent of the dimension, of type index.
  IndexChecks(mlir::Operation *op, mlir::Value indices, mlir::Value extent,
              mlir::OpBuilder &builder);

  /// Requires that there is a position to clamp to.
  void requirePlaces();
  void requireInside();

private:
  mlir::Value findExtreme(bool isGreatest);
  void requirePlaces(llvm::StringRef message);
  void require(mlir::Value holds, llvm::StringRef message,
               mlir::ValueRange values);

  mlir::Operation *op;
  mlir::Value indices, extent;
  mlir::OpBuilder &builder;
  mlir::Value zero;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_INDEXING_INDEXCHECKS_H
