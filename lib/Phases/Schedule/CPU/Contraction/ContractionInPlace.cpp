//===- ContractionInPlace.cpp - contractions onto their destination -------===//
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
#include "CPU/Contraction/Contraction.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns true if only `reader` needs the contents of `tensor`, apart from
/// values that are written to it in the end.
static bool isReadBy(Operation *reader, Value tensor) {
  return llvm::all_of(tensor.getUsers(), [&](Operation *user) {
    auto put = dyn_cast<bufferization::MaterializeInDestinationOp>(user);
    return user == reader || isa<tensor::DimOp>(user) ||
           (put && put.getSource() != tensor);
  });
}

/// Returns true if no other op needs the initial value. It must be a slice of a
/// tensor, an iter_arg of a loop, the result of another contraction, or a view
/// of one of these.
bool Contraction::accumulatesInPlace() {
  Value init = op.getDpsInits().front();
  Operation *reader = op;
  for (Operation *view = init.getDefiningOp();
       isa_and_nonnull<tensor::CastOp, tensor::ExpandShapeOp>(view);
       view = init.getDefiningOp()) {
    if (!isReadBy(reader, init))
      return false;
    init = view->getOperand(0);
    reader = view;
  }
  if (epilogue || !isReadBy(reader, init))
    return false;
  if (auto carried = dyn_cast<BlockArgument>(init))
    return isa<scf::ForOp>(carried.getOwner()->getParentOp());
  auto producer = init.getDefiningOp<linalg::LinalgOp>();
  return init.getDefiningOp<tensor::ExtractSliceOp>() ||
         (producer && isContraction(producer));
}

/// Returns the tile. A masked tile costs as much as a full one, so a narrower
/// tile may waste less after the last column. But a tile with one vector a row
/// waits for its sums, and takes a fifth longer.
Contraction::Tile Contraction::chooseTileInPlace(Along along) {
  int64_t rows = rowLadder(along).front();
  int64_t extent = staticColumns();
  if (along == Along::Sums || ShapedType::isDynamic(extent))
    return {along, rows, columnLadder(along, rows).front()};
  if (extent <= lanes())
    return {along, rows, static_cast<int64_t>(llvm::PowerOf2Ceil(extent))};
  int64_t wide =
      lanes() * std::max<int64_t>(2, llvm::bit_floor<uint64_t>(
                                         machine.vectorRegisters / 2 / rows));
  bool isNarrow =
      5 * llvm::alignTo(extent, wide) > 6 * llvm::alignTo(extent, lanes());
  return {along, rows, isNarrow ? lanes() : wide};
}

SmallVector<Value> Contraction::emitRowsInPlace(OpBuilder &builder, Tile tile,
                                                const Lanes &lanes,
                                                ValueRange carried) {
  Location loc = op.getLoc();
  auto emit = [&](int64_t rows) {
    return [&, rows](OpBuilder &nested, Value row, ValueRange inner) {
      return emitTile(nested, {tile.along, rows, tile.columns}, lanes, row,
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

SmallVector<Value> Contraction::emitNestInPlace(OpBuilder &builder,
                                                Along along) {
  Tile tile = chooseTileInPlace(along);
  LastLanes last =
      along == Along::Columns ? LastLanes::Masked : LastLanes::OneByOne;
  return buildNest(
      builder, op.getLoc(), LoopKind::Parallel, plan.aroundColumns, extents,
      indices, destinations, [&](OpBuilder &outer, ValueRange carried) {
        return buildLanes(
            outer, op.getLoc(), LoopKind::Parallel, Lanes{plan.n, tile.columns},
            last, extents, indices, carried,
            [&](OpBuilder &nested, const Lanes &lanes, ValueRange inner) {
              return emitRowsInPlace(nested, tile, lanes, inner);
            });
      });
}

} // namespace ag
