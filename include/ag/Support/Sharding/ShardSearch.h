//===- ShardSearch.h - the plan that takes least ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How should each op of a program be split over a mesh, and in which state
// should each boundary be, so that a rank takes the least time
// (ag/Support/Sharding/ShardPrices.h)?
//
// The search first visits each axis separately, in the order of the mesh, while
// the other axes stay. Propagation visits the ops in order and takes for each
// the cheapest option after its predecessors. Elimination
// (ag/Support/Graph/MinSum.h) then finds the best choice for all ops together.
// In it, the states that a tensor already has are also a variable, which the
// choices of the tensor's maker and users determine. The rounds over the axes
// repeat until none improves the plan. Small graphs are finally solved for all
// axes at once.
//
// If tables exceed the limit, elimination does not prove optimality; the plan
// is then improved in windows. If most of the program repeats, as layers do,
// one plan is first made for all repetitions
// (ag/Support/Graph/AlikeVariables.h), then improved for the complete program.
//
// The plan is optimal if only one axis has more than one rank, or if all axes
// were solved at once, and if elimination proves it. It never costs more than
// the plan of propagation. The limits count steps, not time, so that the result
// is deterministic.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDSEARCH_H
#define AG_SUPPORT_SHARDING_SHARDSEARCH_H

#include "ag/Support/Sharding/RankSpeed.h"
#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

struct ShardSearchLimits {
  /// The maximum number of entries of a table, 1 or more.
  size_t entries = size_t(1) << 16;
  /// The maximum number of sets of states of one tensor that are distinguished
  /// (MoveChains.h).
  unsigned profiles = 128;
  /// The maximum number of ops of a graph that is solved for all axes at once,
  /// if the options of each tensor's maker and users fit into a table.
  unsigned opsAtOnce = 12;
  /// If optimality is not proved: the number of choices that are remade at a
  /// time while the others stay, in the first pass and, after halving, in the
  /// last one, each 1 or more; and the number of sweeps over all choices.
  unsigned window = 256, leastWindow = 32, sweeps = 3;
  /// The number of steps through the program within which two parts have to
  /// agree to count as alike.
  unsigned alikeSteps = 4;
  /// The maximum number of rounds over the axes.
  unsigned rounds = 4;
};

struct ShardSolution {
  ShardChoice choice;
  /// ShardPrices::getAll() of the choice.
  int64_t cost;
  /// Whether it is proved that no choice costs less.
  bool isOptimal;
};

/// Returns an error if no choice is legal, as tied boundaries can have no
/// common place. The mesh must have a link along each axis.
llvm::Expected<ShardSolution> findPlan(const ShardGraph &graph,
                                       const Mesh &mesh, const RankSpeed &speed,
                                       ShardSearchLimits limits = {});

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSEARCH_H
