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
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// Tiles have as much of the innermost loops as they may hold.
class TileGrid {
public:
  /// Emits how many tiles there are, of at most `most` iterations of the loops
  /// that are cut. Each tile has all iterations of those in `whole`.
  TileGrid(mlir::OpBuilder &builder, mlir::Location loc,
           llvm::ArrayRef<mlir::OpFoldResult> extents,
           const llvm::SmallBitVector &whole, int64_t most);

  mlir::OpFoldResult getCount() const { return count; }

  struct Tile {
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
  };
  /// Emits where tile `number` is.
  Tile getTile(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::Value number) const;

private:
  void chooseSteps(mlir::OpBuilder &builder, mlir::Location loc,
                   const llvm::SmallBitVector &whole, int64_t most);

  /// A loop that each tile has complete has no step.
  llvm::SmallVector<mlir::OpFoldResult> extents, steps, counts;
  mlir::OpFoldResult count;
};

} // namespace ag

#endif // AG_PHASES_COMMON_TILEGRID_H
