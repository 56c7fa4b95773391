//===- TensorPart.cpp - what a map reaches of a tensor --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TensorPart.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"

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
  return extractPart(type.clone(decomposeMixedValues(sizes).first), tensor,
                     offsets, sizes, strides, builder, loc);
}

Value TensorPart::put(Value value, Value tensor, OpBuilder &builder,
                      Location loc) const {
  if (isWhole)
    return value;
  Type type = cast<RankedTensorType>(tensor.getType())
                  .clone(decomposeMixedValues(sizes).first);
  if (value.getType() != type)
    value = tensor::CastOp::create(builder, loc, type, value);
  return insertPart(value, tensor, offsets, sizes, strides, builder, loc);
}

} // namespace ag
