//===- TileSizes.h - sizes of register tiles --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large are the register tiles of a contraction?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESIZES_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESIZES_H

#include "CPU/Contraction/ContractionShape.h"

namespace ag {

/// The loop that the vectors of a tile span: n, or one that is summed over.
enum class TileVectors { AlongColumns, AlongSums };

/// The numbers of rows and columns of results that a tile computes at once.
struct TileSize {
  TileVectors vectors;
  int64_t rows, columns;
};

/// Returns true if tiles are faster than vectors along another loop (Rows.cpp).
/// They are not for a few columns, or for a matrix that would have to be
/// transposed for a single row of results. `hasRows` is false if no loop is a
/// loop of rows.
bool isWorthTiles(const ContractionShape &shape, bool hasRows);

/// Returns which loop the vectors of tiles span if there are `rows` rows.
TileVectors chooseVectors(const ContractionShape &shape, int64_t rows);

/// Returns the heights of tiles to choose from at run time, tallest first.
/// There is at least one. With several, the last is 1.
llvm::SmallVector<int64_t> rowLadder(const ContractionShape &shape,
                                     TileVectors vectors);

/// Returns the widths to choose from at run time for tiles of `rows` rows,
/// widest first. There is at least one. With several, the last is 1.
llvm::SmallVector<int64_t> columnLadder(const ContractionShape &shape,
                                        TileVectors vectors, int64_t rows);

/// Returns the size of tiles that do not overlap.
TileSize chooseTileInPlace(const ContractionShape &shape, TileVectors vectors);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_TILESIZES_H
