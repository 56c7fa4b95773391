//===- ApplyExpr.cpp - sizes and places that are computed -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ApplyExpr.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;

namespace ag {

OpFoldResult applyExpr(OpBuilder &builder, Location loc, AffineExpr expr,
                       ArrayRef<OpFoldResult> dims) {
  return affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(dims.size(), 0, expr), dims);
}

} // namespace ag
