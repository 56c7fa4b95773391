//===- TileSizesTest.cpp - sizes of register tiles ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the tiles of a contraction as large as its extents and the registers
// allow?
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/TileSizes.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
constexpr int64_t unknown = ShapedType::kDynamic;
using Ladder = SmallVector<int64_t>;

/// Returns a shape for vectors of 512 bits.
ContractionShape wideShape(int64_t rows, int64_t columns) {
  ContractionShape shape;
  shape.rows = rows;
  shape.columns = columns;
  shape.lanes = 16;
  shape.registers = 32;
  shape.isContiguous = true;
  return shape;
}

/// Returns a shape for vectors of 256 bits.
ContractionShape narrowShape(int64_t rows, int64_t columns) {
  ContractionShape shape = wideShape(rows, columns);
  shape.lanes = 8;
  shape.registers = 16;
  return shape;
}

int64_t widthInPlace(int64_t columns) {
  return chooseTileInPlace(wideShape(64, columns), TileVectors::AlongColumns)
      .columns;
}
} // namespace

TEST(TileSizes, FewColumnsAreNotWorthTiles) {
  EXPECT_FALSE(isWorthTiles(wideShape(64, 3), /*hasRows=*/true));
  EXPECT_TRUE(isWorthTiles(wideShape(64, 4), /*hasRows=*/true));
  EXPECT_TRUE(isWorthTiles(wideShape(64, unknown), /*hasRows=*/true));
}

TEST(TileSizes, AMatrixIsNotTransposedForOneRow) {
  ContractionShape shape = wideShape(1, 64);
  EXPECT_TRUE(isWorthTiles(shape, /*hasRows=*/false));
  shape.isContiguous = false;
  EXPECT_FALSE(isWorthTiles(shape, /*hasRows=*/false));
  EXPECT_TRUE(isWorthTiles(shape, /*hasRows=*/true));
  shape.dotLoop = 1;
  EXPECT_TRUE(isWorthTiles(shape, /*hasRows=*/false));
}

TEST(TileSizes, FewRowsReadTheMatrixInPlace) {
  ContractionShape shape = wideShape(unknown, 64);
  shape.mostRowsInPlace = 10;
  EXPECT_EQ(chooseVectors(shape, 1), TileVectors::AlongColumns);
  shape.isContiguous = false;
  EXPECT_EQ(chooseVectors(shape, 10), TileVectors::AlongSums);
  EXPECT_EQ(chooseVectors(shape, 11), TileVectors::AlongColumns);
}

TEST(TileSizes, HeightsAreLimitedByRowsAndRegisters) {
  constexpr TileVectors columns = TileVectors::AlongColumns,
                        sums = TileVectors::AlongSums;
  EXPECT_EQ(rowLadder(wideShape(64, 64), columns), Ladder({8}));
  EXPECT_EQ(rowLadder(wideShape(5, 64), columns), Ladder({5}));
  EXPECT_EQ(rowLadder(wideShape(0, 64), columns), Ladder({1}));
  EXPECT_EQ(rowLadder(wideShape(unknown, 64), columns), Ladder({8, 1}));
  EXPECT_EQ(rowLadder(narrowShape(64, 64), columns), Ladder({6}));
  EXPECT_EQ(rowLadder(wideShape(64, 64), sums), Ladder({4}));
  EXPECT_EQ(rowLadder(narrowShape(unknown, 64), sums), Ladder({2, 1}));
}

TEST(TileSizes, WidthsAlongColumnsAreWholeVectors) {
  auto widths = [](int64_t extent, int64_t rows) {
    return columnLadder(wideShape(64, extent), TileVectors::AlongColumns, rows);
  };
  EXPECT_EQ(widths(64, 8), Ladder({32}));
  EXPECT_EQ(widths(40, 8), Ladder({32}));
  EXPECT_EQ(widths(20, 8), Ladder({16}));
  EXPECT_EQ(widths(10, 8), Ladder({10}));
  EXPECT_EQ(widths(1000, 1), Ladder({256}));
  EXPECT_EQ(widths(unknown, 8), Ladder({32, 16, 1}));
  EXPECT_EQ(widths(unknown, 1), Ladder({128, 16, 1}));
}

TEST(TileSizes, WidthsAlongSumsArePowersOfTwo) {
  auto widths = [](int64_t extent, int64_t rows) {
    return columnLadder(wideShape(64, extent), TileVectors::AlongSums, rows);
  };
  EXPECT_EQ(widths(64, 4), Ladder({4}));
  EXPECT_EQ(widths(3, 4), Ladder({2}));
  EXPECT_EQ(widths(64, 1), Ladder({8}));
  EXPECT_EQ(widths(unknown, 4), Ladder({4, 1}));
}

TEST(TileSizes, AccumulatorsFitIntoRegisters) {
  for (auto make : {wideShape, narrowShape})
    for (int64_t extent = 1; extent < 20; ++extent) {
      ContractionShape shape = make(extent, 1000);
      int64_t rows = rowLadder(shape, TileVectors::AlongColumns).front();
      int64_t columns =
          columnLadder(shape, TileVectors::AlongColumns, rows).front();
      EXPECT_LE(rows * columns / shape.lanes + 3, shape.registers) << extent;
      rows = rowLadder(shape, TileVectors::AlongSums).front();
      columns = columnLadder(shape, TileVectors::AlongSums, rows).front();
      EXPECT_LE(rows * columns + 1, shape.registers) << extent;
    }
}

TEST(TileSizes, TilesInPlaceAreNarrowIfThatWastesLess) {
  EXPECT_EQ(widthInPlace(10), 16);
  EXPECT_EQ(widthInPlace(5), 8);
  EXPECT_EQ(widthInPlace(32), 32);
  EXPECT_EQ(widthInPlace(40), 16);
  EXPECT_EQ(widthInPlace(100), 32);
  EXPECT_EQ(widthInPlace(unknown), 32);
  TileSize dots = chooseTileInPlace(wideShape(64, 100), TileVectors::AlongSums);
  EXPECT_EQ(dots.vectors, TileVectors::AlongSums);
  EXPECT_EQ(dots.rows, 4);
  EXPECT_EQ(dots.columns, 4);
}
