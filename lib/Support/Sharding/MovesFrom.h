//===- MovesFrom.h - all moves from a state ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which states can be reached by one move?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_MOVESFROM_H
#define AG_LIB_SUPPORT_SHARDING_MOVESFROM_H

#include "ag/Support/Sharding/ShardMove.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// The moves that are of interest.
struct MoveSpace {
  /// The axes that may move, in increasing order, without those of size 1. All
  /// others keep their places.
  AxisList axes;
  /// For each dimension, a multiple of every allowed number of parts.
  llvm::SmallVector<int64_t, 4> quanta;
  /// Dimensions among which those with equal quanta are interchangeable: of
  /// those that are not split yet, only the first may be split.
  llvm::SmallBitVector spare = {};
  /// The monoid with which values that are not partial may become partial. A
  /// partial value keeps its monoid, and may become partial along more axes.
  std::optional<Monoid> toPartial = std::nullopt;
};

/// Calls `take` with each move from `state`, in a fixed order. In the lists of
/// `state`, the axes of `space` must follow all others.
void forEachMove(const ShardState &state, const Mesh &mesh,
                 const MoveSpace &space,
                 llvm::function_ref<void(ShardMove)> take);

} // namespace ag

#endif // AG_LIB_SUPPORT_SHARDING_MOVESFROM_H
