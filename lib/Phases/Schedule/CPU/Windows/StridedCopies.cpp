//===- StridedCopies.cpp - contiguous copies of strided elements ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/StridedCopies.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Computes place mod stride without a product of two sizes, as p - stride * (p
/// floordiv stride).
OpFoldResult StridedCopies::find(OpBuilder &builder, Location loc,
                                 OpFoldResult place) const {
  AffineExpr at = builder.getAffineDimExpr(0),
             each = builder.getAffineDimExpr(1);
  OpFoldResult remainder = applyExpr(builder, loc, at % stride, {place});
  OpFoldResult quotient = applyExpr(builder, loc, at.floorDiv(stride), {place});
  AffineExpr number = builder.getAffineSymbolExpr(0);
  OpFoldResult first = affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(1, 1, builder.getAffineDimExpr(0) * number),
      {remainder, length});
  return applyExpr(builder, loc, at + each, {first, quotient});
}

StridedCopies getStridedCopies(OpBuilder &builder, Location loc,
                               ArrayRef<OpFoldResult> sizes, int64_t stride) {
  return {stride,
          applyExpr(builder, loc, builder.getAffineDimExpr(0).ceilDiv(stride),
                    {sizes.back()})};
}

Value makeEmptyPhases(OpBuilder &builder, Location loc,
                      ArrayRef<OpFoldResult> sizes, Type element,
                      const StridedCopies &copies) {
  SmallVector<OpFoldResult> all(sizes);
  all.back() =
      applyExpr(builder, loc, builder.getAffineDimExpr(0) * copies.stride,
                {copies.length});
  return tensor::EmptyOp::create(builder, loc, all, element);
}

namespace {
/// The slices of one remainder in a tensor and in the copy.
struct Phase {
  SmallVector<OpFoldResult> offsets, sizes, strides, copyOffsets, copyStrides;
};
} // namespace

static Phase getPhase(OpBuilder &builder, Location loc,
                      ArrayRef<OpFoldResult> sizes, const StridedCopies &copies,
                      int64_t remainder) {
  Phase phase;
  phase.offsets.assign(sizes.size(), builder.getIndexAttr(0));
  phase.strides.assign(sizes.size(), builder.getIndexAttr(1));
  phase.sizes.assign(sizes.begin(), sizes.end());
  phase.copyOffsets = phase.offsets;
  phase.copyStrides = phase.strides;
  AffineExpr n = builder.getAffineDimExpr(0);
  phase.offsets.back() = builder.getIndexAttr(remainder);
  phase.strides.back() = builder.getIndexAttr(copies.stride);
  phase.sizes.back() =
      applyExpr(builder, loc,
                (n + (copies.stride - 1 - remainder)).floorDiv(copies.stride),
                {sizes.back()});
  phase.copyOffsets.back() =
      applyExpr(builder, loc, n * remainder, {copies.length});
  return phase;
}

Value splitPhases(OpBuilder &builder, Location loc, Value tensor,
                  const StridedCopies &copies) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, tensor);
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  Value copy = makeEmptyPhases(builder, loc, sizes, element, copies);
  for (int64_t remainder = 0; remainder < copies.stride; ++remainder) {
    Phase phase = getPhase(builder, loc, sizes, copies, remainder);
    if (isZeroInteger(phase.sizes.back()))
      continue;
    Value part = tensor::ExtractSliceOp::create(
        builder, loc, tensor, phase.offsets, phase.sizes, phase.strides);
    copy = tensor::InsertSliceOp::create(builder, loc, part, copy,
                                         phase.copyOffsets, phase.sizes,
                                         phase.copyStrides);
  }
  return copy;
}

Value joinPhases(OpBuilder &builder, Location loc, Value copy, Value onto,
                 const StridedCopies &copies) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, onto);
  for (int64_t remainder = 0; remainder < copies.stride; ++remainder) {
    Phase phase = getPhase(builder, loc, sizes, copies, remainder);
    if (isZeroInteger(phase.sizes.back()))
      continue;
    Value part = tensor::ExtractSliceOp::create(
        builder, loc, copy, phase.copyOffsets, phase.sizes, phase.copyStrides);
    onto = tensor::InsertSliceOp::create(
        builder, loc, part, onto, phase.offsets, phase.sizes, phase.strides);
  }
  return onto;
}

} // namespace ag
