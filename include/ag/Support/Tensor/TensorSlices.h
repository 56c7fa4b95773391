//===- TensorSlices.h - regular parts of tensors ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a regular slice of a tensor read and written?
//
// Along each dimension, element i of the slice is element `offset + stride * i`
// of the tensor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSORSLICES_H
#define AG_SUPPORT_TENSOR_TENSORSLICES_H

#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Offsets and strides of a slice, one each for every dimension of the tensor.
struct Slice {
  llvm::SmallVector<int64_t> offsets;
  llvm::SmallVector<int64_t> strides;

  /// Returns the slice that begins at `offsets`, with strides of 1.
  static Slice from(llvm::ArrayRef<int64_t> offsets);
};

// Returns an error with [bounds] if an element of a slice with `sizes` is
// outside of the tensor, and with [extents] if a size is negative.
llvm::Expected<Tensor> readSlice(const Tensor &whole, const Slice &slice,
                                 llvm::ArrayRef<int64_t> sizes);
llvm::Error writeSlice(Tensor &whole, const Slice &slice, const Tensor &part);

/// Concatenates one or more tensors along `dim`. Returns an error with [sizes]
/// if they differ along another dimension.
llvm::Expected<Tensor> concatenate(llvm::ArrayRef<Tensor> parts, int64_t dim);

/// Returns the position of the element at `index`, or an error with [bounds] if
/// it is outside.
llvm::Expected<int64_t> positionOf(const Tensor &tensor,
                                   llvm::ArrayRef<int64_t> index);

/// Advances to the next index of a shape in row-major order. Returns false
/// after the last one.
bool advanceIndex(llvm::MutableArrayRef<int64_t> index,
                  llvm::ArrayRef<int64_t> shape);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSORSLICES_H
