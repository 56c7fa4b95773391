//===- TileGrid.h - tiles of loops, numbered -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of some loops is tile number n?
//
// Loops of extents 5 and 1000 that are cut by steps of 2 and 500 have six
// tiles. They are counted in row-major order, and clipped at the edges: tile
// number 5 begins at (4, 500) and has 1 and 500 iterations.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_TILEGRID_H
#define AG_PHASES_COMMON_TILEGRID_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// Loops, from the outermost to the innermost, and how many iterations of all
/// of them together a tile has at most.
struct TileSide {
  llvm::SmallVector<unsigned> loops;
  int64_t most;
};

/// Tiles have as much of the innermost loops of each side as they may hold.
class TileGrid {
public:
  /// Emits how many tiles there are. Each has all iterations of loops that are
  /// of no side.
  TileGrid(mlir::OpBuilder &builder, mlir::Location loc,
           llvm::ArrayRef<mlir::OpFoldResult> extents,
           llvm::ArrayRef<TileSide> sides);

  mlir::OpFoldResult getCount() const { return count; }

  struct Tile {
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
  };
  /// Emits where tile `number` is.
  Tile getTile(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::Value number) const;

private:
  void chooseSteps(mlir::OpBuilder &builder, mlir::Location loc,
                   const TileSide &side);

  /// A loop that each tile has complete has no step.
  llvm::SmallVector<mlir::OpFoldResult> extents, steps, counts;
  mlir::OpFoldResult count;
};

} // namespace ag

#endif // AG_PHASES_COMMON_TILEGRID_H
