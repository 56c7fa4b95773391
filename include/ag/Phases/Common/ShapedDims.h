//===- ShapedDims.h - what tells the sizes of tensors and buffers -*- C++ -*-=//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a dimension of a buffer, or of a tensor, by the op that it comes
// from?
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

/// What a dimension of a buffer or tensor is.
struct ShapedDim {
  /// This size, where there is one.
  mlir::OpFoldResult size;
  /// Else, where there is one, the product of these dimensions of `source`.
  mlir::Value source;
  llvm::SmallVector<int64_t> parts;
  /// Else that dimension of the one or the other, by this condition.
  mlir::Value condition, first, other;
};

/// None where the op does not say, and for a block's arguments, but for tensors
/// that a loop carries.
std::optional<ShapedDim> findShapedDim(mlir::Value shaped, int64_t dim);

} // namespace ag

#endif // AG_PHASES_COMMON_SHAPEDDIMS_H
