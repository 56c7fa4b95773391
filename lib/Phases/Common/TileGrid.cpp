//===- TileGrid.cpp - tiles of loops, numbered ----------------------------===//
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

/// A composed affine.apply of several such products would be no affine
/// expression.
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

/// Stands for the step of a loop that each tile has complete.
constexpr int64_t wholeLoop = 0;

/// Returns the step of each loop. A size that is not known may be large.
static SmallVector<int64_t> chooseSteps(ArrayRef<OpFoldResult> extents,
                                        const llvm::SmallBitVector &whole,
                                        int64_t most) {
  SmallVector<int64_t> steps(extents.size(), wholeLoop);
  for (unsigned loop = extents.size(); loop-- > 0;) {
    if (whole[loop])
      continue;
    steps[loop] = std::clamp<int64_t>(
        getConstantIntValue(extents[loop]).value_or(most), 1, most);
    most /= steps[loop];
  }
  return steps;
}

TileGrid::TileGrid(OpBuilder &builder, Location loc,
                   ArrayRef<OpFoldResult> extents,
                   const llvm::SmallBitVector &whole, int64_t most)
    : extents(extents), steps(chooseSteps(extents, whole, most)),
      count(builder.getIndexAttr(1)) {
  AffineExpr extent0 = builder.getAffineSymbolExpr(0);
  for (auto [extent, step] : llvm::zip_equal(extents, steps)) {
    counts.push_back(step == wholeLoop
                         ? OpFoldResult(builder.getIndexAttr(1))
                         : affine::makeComposedFoldedAffineApply(
                               builder, loc, extent0.ceilDiv(step), {extent}));
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
  AffineExpr extent0 = builder.getAffineSymbolExpr(0);
  Tile tile;
  for (auto [id, extent, step] : llvm::zip_equal(ids, extents, steps)) {
    std::optional<int64_t> known = getConstantIntValue(extent);
    if (step == wholeLoop || known == step) {
      tile.offsets.push_back(builder.getIndexAttr(0));
      tile.sizes.push_back(extent);
      continue;
    }
    tile.offsets.push_back(
        affine::makeComposedFoldedAffineApply(builder, loc, id0 * step, {id}));
    bool isClipped = step > 1 && (!known || *known % step != 0);
    AffineMap ends = AffineMap::get(
        1, 1, {builder.getAffineConstantExpr(step), extent0 - id0 * step},
        builder.getContext());
    tile.sizes.push_back(isClipped ? affine::makeComposedFoldedAffineMin(
                                         builder, loc, ends, {id, extent})
                                   : builder.getIndexAttr(step));
  }
  return tile;
}

} // namespace ag
