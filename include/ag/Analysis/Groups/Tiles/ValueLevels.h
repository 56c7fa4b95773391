//===- ValueLevels.h - what a group holds of each value ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How much of a value of a group exists at once, and where?
//
//   %s = ag.contract "id,jd->ij" %q, %k    loops i by 64 and j by 512: a tile
//   %e = ag.exp %s                         of 64 x 512
//   %y = ag.contract "ij,je->ie" %e, %v    in memory: a result of the group
//
// Values that only one loop outside of the nest computes and reads are in
// registers (Levels.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_TILES_VALUELEVELS_H
#define AG_ANALYSIS_GROUPS_TILES_VALUELEVELS_H

#include "ag/Analysis/Groups/Levels.h"
#include "ag/Analysis/Groups/Nest.h"

namespace ag {

/// The level of the first result of an op.
struct ValueLevel {
  enum Kind : uint8_t { Memory, Tile, Registers };

  Kind kind = Memory;
  /// The length of a tile along each dimension, which may exceed that of the
  /// value; std::nullopt if the tile has all of the dimension.
  llvm::SmallVector<std::optional<int64_t>> lengths = {};
};

using ValueLevels = llvm::DenseMap<mlir::Operation *, ValueLevel>;

/// Returns the level of the result of each op of a group that is computed in
/// `loops`. `levels` are those of these loops.
ValueLevels findValueLevels(const GroupMembers &group, const NestLoops &loops,
                            const GroupLevels &levels);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_TILES_VALUELEVELS_H
