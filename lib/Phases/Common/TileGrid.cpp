//===- TileGrid.cpp - numbered tiles of loops -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/TileGrid.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Multiplies without a composed affine.apply, since a product of several
/// values is not an affine expression.
static OpFoldResult multiply(OpBuilder &builder, Location loc, OpFoldResult a,
                             OpFoldResult b) {
  std::optional<int64_t> x = getConstantIntValue(a), y = getConstantIntValue(b);
  if (x && y)
    return builder.getIndexAttr(*x * *y);
  if (x == 1)
    return b;
  if (y == 1)
    return a;
  return arith::MulIOp::create(builder, loc,
                               getValueOrCreateConstantIndexOp(builder, loc, a),
                               getValueOrCreateConstantIndexOp(builder, loc, b))
      .getResult();
}

/// Returns the number of iterations of an outer loop that a tile may have: most
/// / extent, at least 1. The tile has at most `most` iterations of that loop
/// and of the inner loop, whose extent is `extent`.
static OpFoldResult divideRoom(OpBuilder &builder, Location loc,
                               OpFoldResult most, OpFoldResult extent) {
  AffineExpr most0 = builder.getAffineSymbolExpr(0);
  AffineExpr extent0 = builder.getAffineSymbolExpr(1);
  AffineExpr one = builder.getAffineConstantExpr(1);
  auto atLeastOne = [&](AffineExpr expr, ArrayRef<OpFoldResult> symbols) {
    return affine::makeComposedFoldedAffineMax(
        builder, loc,
        AffineMap::get(0, symbols.size(), {expr, one}, builder.getContext()),
        symbols);
  };
  OpFoldResult divisor = atLeastOne(most0, {extent});
  return atLeastOne(
      most0, {affine::makeComposedFoldedAffineApply(
                 builder, loc, most0.floorDiv(extent0), {most, divisor})});
}

/// Chooses the step of each loop: as many iterations as the inner loops leave.
/// The host computes it if extents are dynamic.
void TileGrid::chooseSteps(OpBuilder &builder, Location loc,
                           const TileSide &side) {
  OpFoldResult left = builder.getIndexAttr(side.most);
  for (unsigned loop : llvm::reverse(side.loops)) {
    std::optional<int64_t> extent = getConstantIntValue(extents[loop]);
    std::optional<int64_t> known = getConstantIntValue(left);
    steps[loop] = left;
    if (extent && known)
      steps[loop] =
          builder.getIndexAttr(std::clamp<int64_t>(*extent, 1, *known));
    if (known != 1)
      left = divideRoom(builder, loc, left, extents[loop]);
  }
}

TileGrid::TileGrid(OpBuilder &builder, Location loc,
                   ArrayRef<OpFoldResult> extents, ArrayRef<TileSide> sides)
    : extents(extents), steps(extents.size()), count(builder.getIndexAttr(1)) {
  for (const TileSide &side : sides)
    chooseSteps(builder, loc, side);
  AffineExpr extent0 = builder.getAffineSymbolExpr(0);
  AffineExpr step0 = builder.getAffineSymbolExpr(1);
  for (auto [extent, step] : llvm::zip_equal(extents, steps)) {
    counts.push_back(
        step ? affine::makeComposedFoldedAffineApply(
                   builder, loc, extent0.ceilDiv(step0), {extent, step})
             : OpFoldResult(builder.getIndexAttr(1)));
    count = multiply(builder, loc, count, counts.back());
  }
}

TileGrid::Tile TileGrid::getTile(OpBuilder &builder, Location loc,
                                 Value number) const {
  SmallVector<Value> ids;
  if (counts.size() == 1)
    ids.push_back(number);
  else if (!counts.empty())
    llvm::append_range(ids, affine::AffineDelinearizeIndexOp::create(
                                builder, loc, number, counts)
                                .getResults());
  AffineExpr id0 = builder.getAffineDimExpr(0);
  AffineExpr step0 = builder.getAffineSymbolExpr(0);
  AffineExpr extent0 = builder.getAffineSymbolExpr(1);
  Tile tile;
  for (auto [id, extent, step] : llvm::zip_equal(ids, extents, steps)) {
    std::optional<int64_t> known = getConstantIntValue(extent);
    std::optional<int64_t> most =
        step ? getConstantIntValue(step) : std::nullopt;
    if (!step || (most && known == most)) {
      tile.offsets.push_back(builder.getIndexAttr(0));
      tile.sizes.push_back(extent);
      continue;
    }
    // An affine.apply of a product of two values would be cloned at its uses,
    // and the clones would not be known to be equal.
    tile.offsets.push_back(most ? affine::makeComposedFoldedAffineApply(
                                      builder, loc, id0 * *most, {id})
                                : multiply(builder, loc, id, step));
    bool isClipped = most != 1 && (!most || !known || *known % *most != 0);
    AffineMap ends = AffineMap::get(1, 2, {step0, extent0 - id0 * step0},
                                    builder.getContext());
    tile.sizes.push_back(isClipped ? affine::makeComposedFoldedAffineMin(
                                         builder, loc, ends, {id, step, extent})
                                   : step);
  }
  return tile;
}

} // namespace ag
