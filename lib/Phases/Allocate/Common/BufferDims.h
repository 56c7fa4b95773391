//===- BufferDims.h - what tells the sizes of buffers -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a dimension of a buffer, by the op that the buffer comes from?
//
//   %0 = memref.alloc(%n) : memref<?x4xf32>                        // n
//   %1 = memref.collapse_shape %0 [[0, 1]] : ... into memref<?xf32>
//                                                   // %0's dimensions 0 and 1
//   %2 = arith.select %c, %1, %arg0 : memref<?xf32>         // %1's or %arg0's
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_BUFFERDIMS_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_BUFFERDIMS_H

#include "mlir/IR/OpDefinition.h"

namespace ag {

/// What a dimension of a buffer is.
struct BufferDim {
  /// This size, where there is one.
  mlir::OpFoldResult size;
  /// Else, where there is one, the product of these dimensions of `source`.
  mlir::Value source;
  llvm::SmallVector<int64_t> parts;
  /// Else that dimension of the one or the other buffer, by this condition.
  mlir::Value condition, first, other;
};

/// None where the op does not say, for a block's arguments, too.
std::optional<BufferDim> findBufferDim(mlir::Value buffer, int64_t dim);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_BUFFERDIMS_H
