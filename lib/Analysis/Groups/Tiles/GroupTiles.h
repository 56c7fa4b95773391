//===- GroupTiles.h - the tiles that a group is computed in -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many positions of each loop of a group's nest does one iteration take, so
// that what its ops hold between two iterations fits in the tile share of the
// memory for tiles (TileShares.h)?
//
//   %s = ag.contract "id,jd->ij" %q, %k    i: as many as fit, as each iteration
//   %m = ag.reduce max %s [1]                 re-reads %k
//                                          j, d: up to 64, and fewer if a tile
//                                             of %s would be too large
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_TILES_GROUPTILES_H
#define AG_LIB_ANALYSIS_GROUPS_TILES_GROUPTILES_H

#include "ag/Analysis/Groups/GroupTraffic.h"

namespace ag {

/// The lengths of a group's dimensions, and the parts of its values along them.
class GroupParts {
public:
  /// All of them outlive this. `loops` are those of `ops`.
  GroupParts(const GroupDimensions &loops, llvm::ArrayRef<const StatedOp *> ops,
             const GroupCosts &costs);

  int64_t lengthOf(unsigned dimension) const { return lengths[dimension]; }
  /// Returns the dimensions that index the value, alone or with others.
  llvm::SmallBitVector findDimensions(mlir::Value value) const;
  /// Returns the bytes of the part of a value that has `lengthIn` positions of
  /// each dimension.
  int64_t countBytes(mlir::Value value,
                     llvm::function_ref<int64_t(unsigned)> lengthIn) const;
  /// Returns the elements of this part.
  int64_t countElements(mlir::Value value,
                        llvm::function_ref<int64_t(unsigned)> lengthIn) const;
  /// Returns the iterations of all loops of op `number` together.
  double countPoints(unsigned number) const;

private:
  void findMoved(unsigned number, mlir::Value value, mlir::AffineMap map);
  void findLengths(llvm::ArrayRef<const StatedOp *> ops);

  const GroupDimensions &loops;
  const GroupCosts &costs;
  /// The dimensions that index a dimension of a value together, as in values
  /// that are reshaped or read in windows.
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, llvm::SmallVector<unsigned>>
      movedBy;
  llvm::SmallVector<int64_t> lengths;
};

/// A value that is held from the op that computes it to the last op that reads
/// it, by their numbers.
struct HeldValue {
  mlir::Value value;
  unsigned maker, last;
};

/// The tile size of each loop of a group's nest.
class GroupTiles {
public:
  /// Chooses the tiles. `given` are the group's inputs, and `inner` the results
  /// of its ops that other ops read. All of them outlive this.
  GroupTiles(const GroupSummary &study, llvm::ArrayRef<const StatedOp *> ops,
             mlir::ValueRange given, llvm::ArrayRef<mlir::Value> inner,
             const GroupParts &parts, const GroupCosts &costs);

  /// Returns the positions of a loop in one iteration.
  int64_t operator[](unsigned place) const { return tiles[place]; }
  /// Returns the bytes of the held values at one position of each shared
  /// dimension.
  int64_t getLeastBytes() const { return leastBytes; }

private:
  int64_t countInside(unsigned place) const;
  void findStreamedTiles();
  bool addsInSteps(unsigned number) const;
  llvm::SmallVector<int64_t> countHeldAt() const;
  int64_t countHeld() const;
  void fitStreamedTile();
  bool isReadAgain(unsigned dimension) const;
  void growTile(unsigned place);
  void findSharedTiles();

  const GroupDimensions &loops;
  const GroupNesting &nest;
  llvm::ArrayRef<const StatedOp *> ops;
  mlir::ValueRange given;
  llvm::ArrayRef<mlir::Value> inner;
  const GroupParts &parts;
  const GroupCosts &costs;
  llvm::SmallVector<HeldValue> held;
  int64_t leastBytes = 0;
  llvm::SmallVector<int64_t> tiles;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_TILES_GROUPTILES_H
