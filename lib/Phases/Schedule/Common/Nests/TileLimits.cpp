//===- TileLimits.cpp - limits of a tile's elements -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/TileLimits.h"
#include "ag/Phases/Common/ApplyExpr.h"

using namespace mlir;

namespace ag {

OpFoldResult applyLimit(OpBuilder &builder, Location loc, int64_t constant,
                        ArrayRef<LimitIndex> indices, ArrayRef<LimitSize> sizes,
                        bool isLargest) {
  SmallVector<OpFoldResult> dims;
  AffineExpr sum = builder.getAffineConstantExpr(constant);
  auto dim = [&](OpFoldResult value) {
    dims.push_back(value);
    return builder.getAffineDimExpr(dims.size() - 1);
  };
  for (const LimitSize &each : sizes)
    sum = sum + dim(each.size) * each.factor;
  for (const LimitIndex &each : indices) {
    AffineExpr place = dim(each.tile.offset);
    if ((each.factor > 0) == isLargest)
      place = place + dim(each.tile.size) - 1;
    sum = sum + place * each.factor;
  }
  return applyExpr(builder, loc, sum, dims);
}

} // namespace ag
