//===- TensorPart.h - what a map reaches of a tensor ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a part of a tensor extracted, and inserted again?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// The part of a tensor that a map accesses, and the index of each element
/// within the part.
struct TensorPart {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  llvm::SmallVector<mlir::AffineExpr> places;
  bool isWhole = true;

  /// Adds a dimension.
  void add(mlir::OpFoldResult offset, mlir::OpFoldResult size, int64_t stride,
           mlir::AffineExpr place);

  /// Returns the part of `tensor`, which has no elements if a size is
  /// statically 0.
  mlir::Value take(mlir::Value tensor, mlir::OpBuilder &builder,
                   mlir::Location loc) const;
  /// Returns `tensor` with `value` as the part.
  mlir::Value put(mlir::Value value, mlir::Value tensor,
                  mlir::OpBuilder &builder, mlir::Location loc) const;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H
