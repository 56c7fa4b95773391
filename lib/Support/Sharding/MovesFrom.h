//===- MovesFrom.h - all moves from a state ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which states are one move away?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_MOVESFROM_H
#define AG_LIB_SUPPORT_SHARDING_MOVESFROM_H

#include "ag/Support/Sharding/ShardMove.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// Which moves are of interest.
struct MoveSpace {
  /// The axes that may move, in increasing order, none of size 1. All others
  /// keep their places.
  AxisList axes;
  /// Of each dimension, what its number of parts has to divide.
  llvm::SmallVector<int64_t, 4> quanta;
  /// Dimensions of which those with equal quanta are alike: of these, only the
  /// first that is not split yet may become so.
  llvm::SmallBitVector spare = {};
  /// What values may become partial with that are not; those that are may
  /// become so along more axes.
  std::optional<Monoid> toPartial = std::nullopt;
};

/// Calls `take` with each move from `state`, in a fixed order. In the lists of
/// `state`, the axes of `space` have to stand behind all others.
void forEachMove(const ShardState &state, const Mesh &mesh,
                 const MoveSpace &space,
                 llvm::function_ref<void(ShardMove)> take);

} // namespace ag

#endif // AG_LIB_SUPPORT_SHARDING_MOVESFROM_H
