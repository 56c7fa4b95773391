//===- TileGrid.h - numbered tiles of loops ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which iterations of some loops are in tile number n?
//
// Loops of extents 5 and 1000 with steps of 2 and 500 have six tiles. Tiles are
// numbered in row-major order and clipped at the edges: tile number 5 begins at
// (4, 500) and has 1 and 500 iterations.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_TILEGRID_H
#define AG_PHASES_COMMON_TILEGRID_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// Loops, outermost first, and the greatest number of iterations of all of them
/// together in a tile.
struct TileSide {
  llvm::SmallVector<unsigned> loops;
  int64_t most;
};

/// Divides loops into tiles. A tile has as many iterations of the innermost
/// loops of each side as fit.
class TileGrid {
public:
  /// Emits the number of tiles. Loops that are on no side are not cut.
  TileGrid(mlir::OpBuilder &builder, mlir::Location loc,
           llvm::ArrayRef<mlir::OpFoldResult> extents,
           llvm::ArrayRef<TileSide> sides);

  mlir::OpFoldResult getCount() const { return count; }

  struct Tile {
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
  };
  /// Emits the offsets and sizes of tile `number`.
  Tile getTile(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::Value number) const;

private:
  void chooseSteps(mlir::OpBuilder &builder, mlir::Location loc,
                   const TileSide &side);

  /// The step of a loop that is not cut is null.
  llvm::SmallVector<mlir::OpFoldResult> extents, steps, counts;
  mlir::OpFoldResult count;
};

} // namespace ag

#endif // AG_PHASES_COMMON_TILEGRID_H
