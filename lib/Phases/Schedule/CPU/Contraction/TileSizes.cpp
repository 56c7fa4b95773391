//===- TileSizes.cpp - sizes of register tiles ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/TileSizes.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

bool isWorthTiles(const ContractionShape &shape, bool hasRows) {
  if (!ShapedType::isDynamic(shape.columns) &&
      shape.columns < fewestTileColumns)
    return false;
  return shape.isContiguous || shape.dotLoop || hasRows;
}

TileVectors chooseVectors(const ContractionShape &shape, int64_t rows) {
  bool isDots = !shape.isContiguous && rows <= shape.mostRowsInPlace;
  return isDots ? TileVectors::AlongSums : TileVectors::AlongColumns;
}

/// Along columns, the tallest is at most 8: its accumulators fit into the
/// registers with two vectors of B and one of A. Along sums, tiles are about
/// square. A dynamic number of rows may be small, and then takes rows one by
/// one.
SmallVector<int64_t> rowLadder(const ContractionShape &shape,
                               TileVectors vectors) {
  int64_t tallest = vectors == TileVectors::AlongSums
                        ? shape.registers / 8
                        : std::min<int64_t>(8, (shape.registers - 3) / 2);
  if (ShapedType::isDynamic(shape.rows))
    return {tallest, 1};
  return {std::max<int64_t>(1, std::min(tallest, shape.rows))};
}

/// Returns the number of sums that a tile has for each row, at most 8. The
/// registers hold a vector of accumulators for each sum, one vector for each
/// column of B, and one of A. With one row, vectors of B are read as they are
/// multiplied.
static int64_t widestDots(const ContractionShape &shape, int64_t rows) {
  int64_t columns = std::min<int64_t>(8, shape.lanes);
  auto count = [&] { return rows * columns + (rows > 1 ? columns : 0) + 1; };
  while (columns > 1 && count() > shape.registers)
    columns /= 2;
  return columns;
}

/// A row has two vectors, or more if there are few rows. As many sums then
/// overlap as in tall tiles, and B is read in longer pieces. A dynamic extent
/// may be short.
SmallVector<int64_t> columnLadder(const ContractionShape &shape,
                                  TileVectors vectors, int64_t rows) {
  int64_t extent = shape.columns, lanes = shape.lanes;
  bool isDynamic = ShapedType::isDynamic(extent);
  if (vectors == TileVectors::AlongSums) {
    int64_t widest = widestDots(shape, rows);
    if (isDynamic)
      return {widest, 1};
    return {std::min<int64_t>(widest, llvm::bit_floor<uint64_t>(extent))};
  }
  int64_t sums = isDynamic ? 8 : shape.registers / 2;
  int64_t widest =
      lanes * std::max<int64_t>(2, llvm::bit_floor<uint64_t>(sums / rows));
  if (isDynamic)
    return {widest, lanes, 1};
  if (extent < lanes)
    return {std::max<int64_t>(1, extent)};
  return {std::min(widest, extent / lanes * lanes)};
}

/// A masked tile costs as much as a full one, so a narrower tile may waste less
/// after the last column. But a tile with one vector a row waits for its sums,
/// and takes a fifth longer.
TileSize chooseTileInPlace(const ContractionShape &shape, TileVectors vectors) {
  int64_t rows = rowLadder(shape, vectors).front();
  int64_t extent = shape.columns, lanes = shape.lanes;
  if (vectors == TileVectors::AlongSums || ShapedType::isDynamic(extent))
    return {vectors, rows, columnLadder(shape, vectors, rows).front()};
  if (extent <= lanes)
    return {vectors, rows, static_cast<int64_t>(llvm::PowerOf2Ceil(extent))};
  int64_t wide = lanes * std::max<int64_t>(2, llvm::bit_floor<uint64_t>(
                                                  shape.registers / 2 / rows));
  bool isNarrow =
      5 * llvm::alignTo(extent, wide) > 6 * llvm::alignTo(extent, lanes);
  return {vectors, rows, isNarrow ? lanes : wide};
}

} // namespace ag
