//===- EmptySlices.h - parts that may be empty ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a slice of a tensor read or written that is empty, or may be empty?
//
// Upstream's verifier refuses a slice that begins at the end of its tensor, as
// every slice of an empty tensor does, if static types and offsets show this:
//
//   tensor.extract_slice %x[3] [%n] [1] : tensor<3xf32> to tensor<?xf32>
//
// It accepts the same slice of a tensor with dynamic sizes, and no upstream
// pattern on tensors restores static sizes where it would be refused:
//
//   %y = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
//   tensor.extract_slice %y[3] [%n] [1] : tensor<?xf32> to tensor<?xf32>
//
// Slices that are statically empty are not read or written at all.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_EMPTYSLICES_H
#define AG_DIALECT_AG_MODELS_LINALG_EMPTYSLICES_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// Extracts a slice as tensor.extract_slice does, as a value of `type`, which
/// may have a lower rank. The caller has emitted the checks that the slice is
/// within bounds at run time.
mlir::Value extractPart(mlir::RankedTensorType type, mlir::Value tensor,
                        llvm::ArrayRef<mlir::OpFoldResult> offsets,
                        llvm::ArrayRef<mlir::OpFoldResult> sizes,
                        llvm::ArrayRef<mlir::OpFoldResult> strides,
                        mlir::OpBuilder &builder, mlir::Location loc);

/// Inserts a slice as tensor.insert_slice does. The result has the type of
/// `tensor`; `part` may have a lower rank.
mlir::Value insertPart(mlir::Value part, mlir::Value tensor,
                       llvm::ArrayRef<mlir::OpFoldResult> offsets,
                       llvm::ArrayRef<mlir::OpFoldResult> sizes,
                       llvm::ArrayRef<mlir::OpFoldResult> strides,
                       mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_EMPTYSLICES_H
