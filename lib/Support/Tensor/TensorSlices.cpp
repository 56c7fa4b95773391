//===- TensorSlices.cpp - regular parts of tensors ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorSlices.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

namespace ag {

Slice Slice::from(llvm::ArrayRef<int64_t> offsets) {
  return {llvm::SmallVector<int64_t>(offsets),
          llvm::SmallVector<int64_t>(offsets.size(), 1)};
}

bool advanceIndex(llvm::MutableArrayRef<int64_t> index,
                  llvm::ArrayRef<int64_t> shape) {
  for (size_t dim = index.size(); dim-- > 0;) {
    if (++index[dim] < shape[dim])
      return true;
    index[dim] = 0;
  }
  return false;
}

/// Whether `size` elements from `offset` on, `stride` apart, lie in 0..extent.
static bool fits(int64_t offset, int64_t stride, int64_t size, int64_t extent) {
  int64_t span, last;
  return !llvm::MulOverflow(size - 1, stride, span) &&
         !llvm::AddOverflow(offset, span, last) &&
         std::min(offset, last) >= 0 && std::max(offset, last) < extent;
}

static llvm::Error checkSlice(const Tensor &whole, const Slice &slice,
                              llvm::ArrayRef<int64_t> sizes) {
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (size < 0)
      return llvm::createStringError(llvm::formatv(
          "[extents] size {0} of dimension {1}, expected 0 or more", size,
          dim));
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (size > 0 &&
        !fits(slice.offsets[dim], slice.strides[dim], size, whole.shape()[dim]))
      return llvm::createStringError(llvm::formatv(
          "[bounds] {0} elements from {1} on, {2} apart, do not fit into "
          "dimension {3} of size {4}",
          size, slice.offsets[dim], slice.strides[dim], dim,
          whole.shape()[dim]));
  return llvm::Error::success();
}

/// Calls `use(position in the whole, position in the part)` for each element.
template <typename Use>
static void walk(llvm::ArrayRef<int64_t> shape, const Slice &slice,
                 llvm::ArrayRef<int64_t> sizes, Use use) {
  if (llvm::is_contained(sizes, 0))
    return;
  llvm::SmallVector<int64_t> index(sizes.size(), 0);
  int64_t part = 0;
  do {
    int64_t whole = 0;
    for (size_t dim = 0; dim < sizes.size(); ++dim)
      whole = whole * shape[dim] + slice.offsets[dim] +
              slice.strides[dim] * index[dim];
    use(whole, part++);
  } while (advanceIndex(index, sizes));
}

llvm::Expected<Tensor> readSlice(const Tensor &whole, const Slice &slice,
                                 llvm::ArrayRef<int64_t> sizes) {
  if (llvm::Error error = checkSlice(whole, slice, sizes))
    return error;
  auto part = Tensor::zeros(whole.type(), sizes);
  if (!part)
    return part.takeError();
  auto from = whole.cells();
  auto into = part->mutableCells();
  walk(whole.shape(), slice, sizes,
       [&](int64_t source, int64_t target) { into[target] = from[source]; });
  return part;
}

llvm::Error writeSlice(Tensor &whole, const Slice &slice, const Tensor &part) {
  if (llvm::Error error = checkSlice(whole, slice, part.shape()))
    return error;
  auto from = part.cells();
  auto into = whole.mutableCells();
  walk(whole.shape(), slice, part.shape(),
       [&](int64_t target, int64_t source) { into[target] = from[source]; });
  return llvm::Error::success();
}

static llvm::Expected<llvm::SmallVector<int64_t>>
concatenatedShape(llvm::ArrayRef<Tensor> parts, int64_t dim) {
  llvm::SmallVector<int64_t> shape(parts.front().shape());
  for (auto [number, part] : llvm::drop_begin(llvm::enumerate(parts)))
    for (auto [k, size] : llvm::enumerate(part.shape())) {
      bool joins = static_cast<int64_t>(k) == dim;
      if (joins && llvm::AddOverflow(shape[k], size, shape[k]))
        return llvm::createStringError(
            llvm::formatv("[sizes] dimension {0} becomes too large", k));
      if (!joins && size != shape[k])
        return llvm::createStringError(
            llvm::formatv("[sizes] dimension {0} is {1} but {2} in operand {3}",
                          k, shape[k], size, number));
    }
  return shape;
}

llvm::Expected<Tensor> concatenate(llvm::ArrayRef<Tensor> parts, int64_t dim) {
  auto shape = concatenatedShape(parts, dim);
  if (!shape)
    return shape.takeError();
  auto whole = Tensor::zeros(parts.front().type(), *shape);
  if (!whole)
    return whole.takeError();
  llvm::SmallVector<int64_t> offsets(shape->size(), 0);
  for (const Tensor &part : parts) {
    if (llvm::Error error = writeSlice(*whole, Slice::from(offsets), part))
      return error;
    offsets[dim] += part.shape()[dim];
  }
  return whole;
}

llvm::Expected<int64_t> positionOf(const Tensor &tensor,
                                   llvm::ArrayRef<int64_t> index) {
  int64_t position = 0;
  for (auto [dim, place] : llvm::enumerate(index)) {
    int64_t extent = tensor.shape()[dim];
    if (place < 0 || place >= extent)
      return llvm::createStringError(
          llvm::formatv("[bounds] index {0} is outside of dimension {1}, which "
                        "has size {2}",
                        place, dim, extent));
    position = position * extent + place;
  }
  return position;
}

} // namespace ag
