//===- TensorPart.cpp - what a map reaches of a tensor --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorPart.h"
#include "ag/Dialect/AG/Models/Linalg/Parts.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

void TensorPart::add(OpFoldResult offset, OpFoldResult size, int64_t stride,
                     AffineExpr place) {
  offsets.push_back(offset);
  sizes.push_back(size);
  strides.push_back(Builder(offset.getContext()).getIndexAttr(stride));
  places.push_back(place);
}

Value TensorPart::take(Value tensor, OpBuilder &builder, Location loc) const {
  if (isWhole)
    return tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  if (llvm::any_of(sizes, isZeroInteger))
    return tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  return tensor::ExtractSliceOp::create(
      builder, loc, type.clone(decomposeMixedValues(sizes).first),
      hideSizes(tensor, offsets, sizes, strides, builder), offsets, sizes,
      strides);
}

Value TensorPart::put(Value value, Value tensor, OpBuilder &builder,
                      Location loc) const {
  if (isWhole)
    return value;
  if (llvm::any_of(sizes, isZeroInteger))
    return tensor;
  Type type = cast<RankedTensorType>(tensor.getType())
                  .clone(decomposeMixedValues(sizes).first);
  if (value.getType() != type)
    value = tensor::CastOp::create(builder, loc, type, value);
  return tensor::InsertSliceOp::create(
      builder, loc, value, hideSizes(tensor, offsets, sizes, strides, builder),
      offsets, sizes, strides);
}

} // namespace ag
