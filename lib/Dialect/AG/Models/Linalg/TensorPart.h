//===- TensorPart.h - what a map reaches of a tensor ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a part of a tensor taken out, and put back?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// The part of a tensor that a map reaches, and where its elements are in it.
struct TensorPart {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  llvm::SmallVector<mlir::AffineExpr> places;
  bool isWhole = true;

  /// Adds a dimension.
  void add(mlir::OpFoldResult offset, mlir::OpFoldResult size, int64_t stride,
           mlir::AffineExpr place);

  /// The part of `tensor`; one without elements if a size is 0 by its type.
  mlir::Value take(mlir::Value tensor, mlir::OpBuilder &builder,
                   mlir::Location loc) const;
  /// `tensor`, of which the part is `value`.
  mlir::Value put(mlir::Value value, mlir::Value tensor,
                  mlir::OpBuilder &builder, mlir::Location loc) const;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_TENSORPART_H
