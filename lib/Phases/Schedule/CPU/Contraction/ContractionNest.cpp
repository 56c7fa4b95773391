//===- ContractionNest.cpp - loops around register tiles ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a contraction computed near the core's peak? A tile of the result, 8 x
// 32 with 512-bit registers, stays in registers during the sum:
//
//   for n-tiles, for m-tiles                  C(m, n) += A(m, k) * B(k, n)
//     acc[0..7] = start                       8 vectors of 32 along n
//     for k
//       b = transfer_read B[k, n]
//       acc[r] += broadcast(A[m + r, k]) * b  for r in 0..7
//     the epilogue, an element-wise op, on acc[r] and its other operands
//     transfer_write its results, and acc[r] if other ops use C, too
//
// A tile that would reach past the end starts earlier instead, and computes
// some elements twice with equal results. Tile t starts at min(8 t, M - 8). One
// kernel without masks therefore suffices if M >= 8 and N >= 32. Smaller
// extents take smaller tiles, chosen at run time if the extent is dynamic.
//
// B must be contiguous along n. If it is not, as B(n, k), it is read in place
// if few rows use it (TileSumsByDots.cpp). Otherwise it is copied into a
// contiguous layout first. The copy depends on B only, so load computes it for
// a weight.
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/ContractionNest.h"
#include "CPU/Contraction/AccumulateInPlace.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Writes the results of a tile. Emits an epilogue that is long on vectors
/// once, in a loop over rows that reads the sums back, instead of once for each
/// row.
SmallVector<Value>
ContractionNest::emitResults(OpBuilder &builder, const Lanes &lanes,
                             Value firstRow, ArrayRef<RowPlace> rows,
                             ArrayRef<Value> sums, ValueRange carried) {
  std::optional<unsigned> holder =
      rows.size() > 1 ? results.findHolder() : std::nullopt;
  SmallVector<Value> tensors(carried);
  for (auto [row, sum] : llvm::zip(rows, sums)) {
    moveTo(row);
    if (holder)
      tensors[*holder] = results.write(builder, *holder, sum, tensors[*holder],
                                       indices, lanes);
    else
      results.applyAndWrite(builder, sum, tensors, indices, lanes);
  }
  if (!holder)
    return tensors;
  Location loc = op.getLoc();
  return buildLoop(
      builder, loc, LoopKind::Sequential, builder.getIndexAttr(0),
      builder.getIndexAttr(rows.size()), 1, tensors,
      [&](OpBuilder &nested, Value offset, ValueRange inner) {
        Value row = arith::AddIOp::create(nested, loc, firstRow, offset);
        moveTo(getRowPlace(nested, loc, rowExtents, row));
        SmallVector<Value> next(inner);
        Value sum =
            results.readBack(nested, *holder, next[*holder], indices, lanes);
        results.applyAndWrite(nested, sum, next, indices, lanes, holder);
        return next;
      });
}

SmallVector<Value> ContractionNest::emitTile(OpBuilder &builder, TileSize tile,
                                             const Lanes &lanes, Value firstRow,
                                             ValueRange tensors) {
  SmallVector<RowPlace> rows =
      getRowPlaces(builder, op.getLoc(), rowExtents, firstRow, tile.rows);
  SmallVector<Value> sums = TileSums(summation, rows, lanes, indices)
                                .emit(builder, tile.vectors, tensors);
  return emitResults(builder, lanes, firstRow, rows, sums, tensors);
}

//===----------------------------------------------------------------------===//
// Sizes of tiles
//===----------------------------------------------------------------------===//

SmallVector<Value> ContractionNest::emitNest(OpBuilder &builder,
                                             TileSize tile) {
  unsigned n = summation.plan.n;
  auto overRows = [&](OpBuilder &nested, Value column, ValueRange inner) {
    indices[n] = column;
    return buildTiles(nested, op.getLoc(), rowCount, tile.rows, inner,
                      [&](OpBuilder &innermost, Value row, ValueRange tensors) {
                        return emitTile(innermost, tile, Lanes{n, tile.columns},
                                        row, tensors);
                      });
  };
  return buildNest(builder, op.getLoc(), LoopKind::Parallel,
                   summation.plan.aroundColumns, summation.extents, indices,
                   destinations, [&](OpBuilder &nested, ValueRange carried) {
                     return buildTiles(nested, op.getLoc(),
                                       summation.extents[n], tile.columns,
                                       carried, overRows);
                   });
}

/// Emits tiles of this height with the first width that fits.
SmallVector<Value> ContractionNest::chooseColumns(OpBuilder &builder,
                                                  TileVectors vectors,
                                                  int64_t rows,
                                                  ArrayRef<int64_t> ladder) {
  TileSize tile{vectors, rows, ladder.front()};
  if (ladder.size() == 1)
    return emitNest(builder, tile);
  return buildBySize(
      builder, op.getLoc(), summation.extents[summation.plan.n], ladder.front(),
      [&](OpBuilder &nested) { return emitNest(nested, tile); },
      [&](OpBuilder &nested) {
        return chooseColumns(nested, vectors, rows, ladder.drop_front());
      });
}

/// Emits tiles with the first height that fits.
SmallVector<Value> ContractionNest::chooseRows(OpBuilder &builder,
                                               TileVectors vectors,
                                               ArrayRef<int64_t> ladder) {
  auto withRows = [&](OpBuilder &nested) {
    return chooseColumns(
        nested, vectors, ladder.front(),
        columnLadder(summation.shape, vectors, ladder.front()));
  };
  if (ladder.size() == 1)
    return withRows(builder);
  return buildBySize(builder, op.getLoc(), rowCount, ladder.front(), withRows,
                     [&](OpBuilder &nested) {
                       return chooseRows(nested, vectors, ladder.drop_front());
                     });
}

//===----------------------------------------------------------------------===//
// Layouts of B
//===----------------------------------------------------------------------===//

/// Emits tiles that read B from `matrix`.
SmallVector<Value> ContractionNest::emitLayout(OpBuilder &builder,
                                               TileVectors vectors,
                                               TiledMatrix matrix) {
  summation.matrix = matrix;
  if (summation.isInPlace)
    return emitNestInPlace(builder,
                           chooseTileInPlace(summation.shape, vectors));
  return chooseRows(builder, vectors, rowLadder(summation.shape, vectors));
}

SmallVector<Value> ContractionNest::emitLayouts(OpBuilder &builder) {
  const ContractionPlan &plan = summation.plan;
  int64_t most = summation.shape.mostRowsInPlace, rows = summation.shape.rows;
  auto inPlace = [&](OpBuilder &nested, TileVectors vectors) {
    return emitLayout(nested, vectors, getMatrixInPlace(op, plan));
  };
  auto dots = [&](OpBuilder &nested) {
    return inPlace(nested, TileVectors::AlongSums);
  };
  auto packed = [&](OpBuilder &nested, int64_t least) {
    return emitLayout(nested, TileVectors::AlongColumns,
                      packMatrix(nested, op, plan, rowCount, least));
  };
  if (summation.shape.isContiguous)
    return inPlace(builder, TileVectors::AlongColumns);
  if (!ShapedType::isDynamic(rows) && rows <= most)
    return dots(builder);
  explainMoved(contractionRemarks, op, plan.vectorOperand->get());
  if (!ShapedType::isDynamic(rows) || most == 0)
    return packed(builder, 0);
  return buildBySize(
      builder, op.getLoc(), rowCount, most + 1,
      [&](OpBuilder &nested) { return packed(nested, most); }, dots);
}

void ContractionNest::emit(RewriterBase &rewriter) {
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(results.getLastOp());
  summation.isInPlace = !results.hasEpilogue() && accumulatesInPlace(op);
  summation.extents = getExtents(rewriter, op);
  indices.resize(summation.extents.size());
  rowCount = rewriter.getIndexAttr(1);
  AffineExpr a, b;
  bindSymbols(op.getContext(), a, b);
  for (unsigned loop : summation.plan.rows) {
    rowExtents.push_back(summation.extents[loop]);
    rowCount = affine::makeComposedFoldedAffineApply(
        rewriter, loc, a * b, {rowCount, rowExtents.back()});
  }
  summation.start = getStart(op.getDpsInits().front());
  destinations = results.makeDestinations(rewriter, summation.isInPlace);
  results.replaceOps(rewriter, emitLayouts(rewriter));
}

} // namespace ag
