//===- TensorSlices.h - regular parts of tensors ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a regular part of a tensor read and written? Along each dimension,
// element i of the part is element `offset + stride * i` of the whole.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSORSLICES_H
#define AG_SUPPORT_TENSOR_TENSORSLICES_H

#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Offsets and strides of a part: one each for every dimension of the whole.
struct Slice {
  llvm::SmallVector<int64_t> offsets;
  llvm::SmallVector<int64_t> strides;

  /// The part that begins at `offsets`, without gaps.
  static Slice from(llvm::ArrayRef<int64_t> offsets);
};

// An error says [bounds] where an element of a part, which has `sizes`, would
// lie outside of the whole, and [extents] where one of the sizes is negative.
llvm::Expected<Tensor> readSlice(const Tensor &whole, const Slice &slice,
                                 llvm::ArrayRef<int64_t> sizes);
llvm::Error writeSlice(Tensor &whole, const Slice &slice, const Tensor &part);

/// The tensors, of which there is at least one, one after the other along
/// `dim`. An error says [sizes] where they differ along another dimension.
llvm::Expected<Tensor> concatenate(llvm::ArrayRef<Tensor> parts, int64_t dim);

/// The position of the element at `index`; an error ([bounds]) if it is
/// outside.
llvm::Expected<int64_t> positionOf(const Tensor &tensor,
                                   llvm::ArrayRef<int64_t> index);

/// Steps to the next index of a shape in row-major order; false after the last.
bool advanceIndex(llvm::MutableArrayRef<int64_t> index,
                  llvm::ArrayRef<int64_t> shape);

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSORSLICES_H
