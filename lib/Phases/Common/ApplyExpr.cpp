//===- ApplyExpr.cpp - arithmetic on sizes and offsets --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;

namespace ag {

OpFoldResult applyExpr(OpBuilder &builder, Location loc, AffineExpr expr,
                       ArrayRef<OpFoldResult> dims) {
  return affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(dims.size(), 0, expr), dims);
}

static AffineMap bothOf(OpBuilder &builder) {
  return AffineMap::getMultiDimIdentityMap(2, builder.getContext());
}

OpFoldResult applyMin(OpBuilder &builder, Location loc, OpFoldResult x,
                      OpFoldResult y) {
  return affine::makeComposedFoldedAffineMin(builder, loc, bothOf(builder),
                                             {x, y});
}

OpFoldResult applyMax(OpBuilder &builder, Location loc, OpFoldResult x,
                      OpFoldResult y) {
  return affine::makeComposedFoldedAffineMax(builder, loc, bothOf(builder),
                                             {x, y});
}

OpFoldResult applyRest(OpBuilder &builder, Location loc, OpFoldResult begin,
                       OpFoldResult end, int64_t most) {
  AffineExpr first = builder.getAffineDimExpr(0),
             last = builder.getAffineDimExpr(1);
  return affine::makeComposedFoldedAffineMin(
      builder, loc,
      AffineMap::get(2, 0, {last - first, builder.getAffineConstantExpr(most)},
                     builder.getContext()),
      {begin, end});
}

OpFoldResult applyEnd(OpBuilder &builder, Location loc, OpFoldResult begin,
                      int64_t size, OpFoldResult end) {
  AffineExpr first = builder.getAffineDimExpr(0),
             last = builder.getAffineDimExpr(1);
  return affine::makeComposedFoldedAffineMin(
      builder, loc,
      AffineMap::get(2, 0, {first + size, last}, builder.getContext()),
      {begin, end});
}

} // namespace ag
