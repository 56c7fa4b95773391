//===- Parts.h - parts that may be empty ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a part named that begins at its tensor's very end? It may be empty
// when the program runs, and then is right, yet upstream's verifier refuses it
// if types alone show where it begins:
//
//   tensor.extract_slice %x[3] [%n] [1] : tensor<3xf32> to tensor<?xf32>
//
// It takes the same of a tensor of which the type does not tell the sizes, and
// no upstream pattern on tensors brings them back where it would refuse that:
//
//   %y = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
//   tensor.extract_slice %y[3] [%n] [1] : tensor<?xf32> to tensor<?xf32>
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_PARTS_H
#define AG_DIALECT_AG_MODELS_LINALG_PARTS_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace ag {

/// The tensor, of which a part is read or written, as one of unknown sizes if
/// the part would not verify otherwise. That it lies inside when the program
/// runs has been checked.
inline mlir::Value hideSizes(mlir::Value tensor,
                             llvm::ArrayRef<mlir::OpFoldResult> offsets,
                             llvm::ArrayRef<mlir::OpFoldResult> sizes,
                             llvm::ArrayRef<mlir::OpFoldResult> strides,
                             mlir::OpBuilder &builder) {
  auto type = mlir::cast<mlir::RankedTensorType>(tensor.getType());
  if (mlir::verifyInBoundsSlice(type.getShape(), offsets, sizes, strides)
          .isValid)
    return tensor;
  llvm::SmallVector<int64_t> unknown(type.getRank(),
                                     mlir::ShapedType::kDynamic);
  return mlir::tensor::CastOp::create(builder, tensor.getLoc(),
                                      type.clone(unknown), tensor);
}

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_PARTS_H
