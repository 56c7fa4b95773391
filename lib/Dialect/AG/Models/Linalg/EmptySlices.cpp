//===- EmptySlices.cpp - parts that may be empty --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace ag {

static Value castTo(Type type, Value value, OpBuilder &builder) {
  return value.getType() == type
             ? value
             : tensor::CastOp::create(builder, value.getLoc(), type, value);
}

/// Returns the tensor, with dynamic sizes if its slice would not verify
/// otherwise.
static Value hideSizes(Value tensor, ArrayRef<OpFoldResult> offsets,
                       ArrayRef<OpFoldResult> sizes,
                       ArrayRef<OpFoldResult> strides, OpBuilder &builder) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (verifyInBoundsSlice(type.getShape(), offsets, sizes, strides).isValid)
    return tensor;
  SmallVector<int64_t> unknown(type.getRank(), ShapedType::kDynamic);
  return castTo(type.clone(unknown), tensor, builder);
}

/// Returns a slice with `sizes` that has no elements, as a value of `type`.
static Value makeNone(RankedTensorType type, ArrayRef<OpFoldResult> sizes,
                      OpBuilder &builder, Location loc) {
  auto [shape, dynamic] = decomposeMixedValues(sizes);
  llvm::SmallDenseSet<unsigned> dropped =
      *computeRankReductionMask(shape, type.getShape(), /*matchDynamic=*/true);
  SmallVector<OpFoldResult> kept;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!dropped.contains(dim))
      kept.push_back(size);
  return castTo(
      type, tensor::EmptyOp::create(builder, loc, kept, type.getElementType()),
      builder);
}

Value extractPart(RankedTensorType type, Value tensor,
                  ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes,
                  ArrayRef<OpFoldResult> strides, OpBuilder &builder,
                  Location loc) {
  if (llvm::any_of(sizes, isZeroInteger))
    return makeNone(type, sizes, builder, loc);
  return tensor::ExtractSliceOp::create(
      builder, loc, type, hideSizes(tensor, offsets, sizes, strides, builder),
      offsets, sizes, strides);
}

Value insertPart(Value part, Value tensor, ArrayRef<OpFoldResult> offsets,
                 ArrayRef<OpFoldResult> sizes, ArrayRef<OpFoldResult> strides,
                 OpBuilder &builder, Location loc) {
  if (llvm::any_of(sizes, isZeroInteger))
    return tensor;
  Value whole = hideSizes(tensor, offsets, sizes, strides, builder);
  return castTo(tensor.getType(),
                tensor::InsertSliceOp::create(builder, loc, part, whole,
                                              offsets, sizes, strides),
                builder);
}

} // namespace ag
