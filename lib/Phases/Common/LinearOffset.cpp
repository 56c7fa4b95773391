//===- LinearOffset.cpp - linear offsets of memref elements ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/LinearOffset.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace ag {

Value findElement(OpBuilder &builder, memref::ExtractStridedMetadataOp memory,
                  ArrayRef<OpFoldResult> indices) {
  Location loc = memory.getLoc();
  auto [place, values] =
      computeLinearIndex(memory.getConstifiedMixedOffset(),
                         memory.getConstifiedMixedStrides(), indices);
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::makeComposedFoldedAffineApply(builder, loc, place, values));
}

} // namespace ag
