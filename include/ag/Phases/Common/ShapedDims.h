//===- ShapedDims.h - sizes of tensors and buffers --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the size of a dimension of a buffer or tensor, in terms of the op
// that defines it?
//
//   %0 = memref.alloc(%n) : memref<?x4xf32>                        // n
//   %1 = memref.collapse_shape %0 [[0, 1]] : ... into memref<?xf32>
//                                                   // %0's dimensions 0 and 1
//   %2 = arith.select %c, %1, %arg0 : memref<?xf32>         // %1's or %arg0's
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_SHAPEDDIMS_H
#define AG_PHASES_COMMON_SHAPEDDIMS_H

#include "mlir/IR/OpDefinition.h"

namespace ag {

/// The size of a dimension of a buffer or tensor, in one of three forms.
struct ShapedDim {
  /// The size, if it is a number or a value.
  mlir::OpFoldResult size;
  /// Else, unless null, a buffer or tensor. The size is the product of its
  /// dimensions `parts`.
  mlir::Value source;
  llvm::SmallVector<int64_t> parts;
  /// Else the size is that of the same dimension of `first` or `other`,
  /// depending on this condition.
  mlir::Value condition, first, other;
};

/// Finds the size of a dimension. Returns std::nullopt if the defining op does
/// not determine it, and for block arguments other than tensors that are
/// iter_args.
std::optional<ShapedDim> findShapedDim(mlir::Value shaped, int64_t dim);

} // namespace ag

#endif // AG_PHASES_COMMON_SHAPEDDIMS_H
