//===- Parts.h - parts that may be empty ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a part of a tensor read or written that has no elements, or may have
// none? Upstream's verifier refuses one that begins at its tensor's very end,
// as all do of a tensor without elements, if types alone show where it begins:
//
//   tensor.extract_slice %x[3] [%n] [1] : tensor<3xf32> to tensor<?xf32>
//
// It takes the same of a tensor of which the type does not tell the sizes, and
// no upstream pattern on tensors brings them back where it would refuse that:
//
//   %y = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
//   tensor.extract_slice %y[3] [%n] [1] : tensor<?xf32> to tensor<?xf32>
//
// What has no elements by its type is not read or written at all.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_PARTS_H
#define AG_DIALECT_AG_MODELS_LINALG_PARTS_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// As tensor.extract_slice, a value of `type`, which may have a lower rank.
/// That the part lies inside when the program runs has been checked.
mlir::Value extractPart(mlir::RankedTensorType type, mlir::Value tensor,
                        llvm::ArrayRef<mlir::OpFoldResult> offsets,
                        llvm::ArrayRef<mlir::OpFoldResult> sizes,
                        llvm::ArrayRef<mlir::OpFoldResult> strides,
                        mlir::OpBuilder &builder, mlir::Location loc);

/// As tensor.insert_slice, a value of the type of `tensor`; `part` may have a
/// lower rank.
mlir::Value insertPart(mlir::Value part, mlir::Value tensor,
                       llvm::ArrayRef<mlir::OpFoldResult> offsets,
                       llvm::ArrayRef<mlir::OpFoldResult> sizes,
                       llvm::ArrayRef<mlir::OpFoldResult> strides,
                       mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_PARTS_H
