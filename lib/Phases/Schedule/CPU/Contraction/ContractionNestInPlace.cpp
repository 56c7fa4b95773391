//===- ContractionNestInPlace.cpp - contractions onto their destination ---===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a contraction add to a tensor in place? With tiles that do not
// overlap, as an element that two tiles write would be added to twice. M = 8 a
// + r rows and N = 32 b + s columns take
//
//   a x b tiles of 8 x 32, r rows in a tile of their own, or one by one if r is
//   not known, and s columns with a mask
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/ContractionNest.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;

namespace ag {

SmallVector<Value> ContractionNest::emitRowsInPlace(OpBuilder &builder,
                                                    TileSize tile,
                                                    const Lanes &lanes,
                                                    ValueRange carried) {
  Location loc = op.getLoc();
  auto emit = [&](int64_t rows) {
    return [&, rows](OpBuilder &nested, Value row, ValueRange inner) {
      return emitTile(nested, {tile.vectors, rows, tile.columns}, lanes, row,
                      inner);
    };
  };
  AffineExpr count = builder.getAffineSymbolExpr(0);
  OpFoldResult whole = affine::makeComposedFoldedAffineApply(
      builder, loc, count.floorDiv(tile.rows) * tile.rows, {rowCount});
  SmallVector<Value> values =
      buildLoop(builder, loc, LoopKind::Parallel, builder.getIndexAttr(0),
                whole, tile.rows, carried, emit(tile.rows));
  std::optional<int64_t> fixed = getConstantIntValue(rowCount);
  int64_t rest = fixed ? std::max<int64_t>(1, *fixed % tile.rows) : 1;
  return buildLoop(builder, loc, LoopKind::Parallel, whole, rowCount, rest,
                   values, emit(rest));
}

SmallVector<Value> ContractionNest::emitNestInPlace(OpBuilder &builder,
                                                    TileSize tile) {
  const ContractionPlan &plan = summation.plan;
  LastLanes last = tile.vectors == TileVectors::AlongColumns
                       ? LastLanes::Masked
                       : LastLanes::OneByOne;
  return buildNest(
      builder, op.getLoc(), LoopKind::Parallel, plan.aroundColumns,
      summation.extents, indices, destinations,
      [&](OpBuilder &outer, ValueRange carried) {
        return buildLanes(
            outer, op.getLoc(), LoopKind::Parallel, Lanes{plan.n, tile.columns},
            last, summation.extents, indices, carried,
            [&](OpBuilder &nested, const Lanes &lanes, ValueRange inner) {
              return emitRowsInPlace(nested, tile, lanes, inner);
            });
      });
}

} // namespace ag
