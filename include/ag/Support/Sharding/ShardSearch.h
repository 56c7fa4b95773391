//===- ShardSearch.h - the plan that takes least ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How shall each op of a program go along a mesh, and each border lie, so that
// a rank takes least (ag/Support/Sharding/ShardPrices.h)?
//
// First each axis by itself, in the order of the mesh, while the others stay:
// each op takes what costs least behind those in front of it (propagation);
// then the best choice of all is found by elimination (ag/Support/Graph/
// MinSum.h), where what a tensor has been brought to so far is a choice, too,
// which that of its makers and users tell. So again, until no axis does better.
// At last all axes at once, in graphs small enough for it.
//
// What elimination does not prove to be the least, as tables were beyond a
// limit, gets better in windows. Where most parts are alike, as layers, that is
// done for one plan that all of them get (ag/Support/Graph/AlikeVariables.h),
// and then once more for all of it.
//
// The plan costs least of all if one axis has more than one rank, or all went
// at once, and elimination proves it. It never costs more than what
// propagation finds. Steps are counted, not time: it is the same each time.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDSEARCH_H
#define AG_SUPPORT_SHARDING_SHARDSEARCH_H

#include "ag/Support/Sharding/RankSpeed.h"
#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

struct ShardSearchLimits {
  /// The entries of a table, 1 or more.
  size_t entries = size_t(1) << 16;
  /// How many states of what a tensor was brought to are told apart.
  unsigned profiles = 128;
  /// The most ops of a graph of which all axes go at once, if the options of
  /// who makes and who uses a tensor make a table within the limit.
  unsigned opsAtOnce = 12;
  /// Where the least is not proved: how many choices are made anew at a
  /// time, while the others stay, at first and, halved, at last, 1 or more; and
  /// how often all are gone through so.
  unsigned window = 256, leastWindow = 32, sweeps = 3;
  /// There, too: how many steps far parts of a program are looked at that one
  /// choice is made for, if they are alike.
  unsigned alikeSteps = 4;
  /// How often each axis may be gone through.
  unsigned rounds = 4;
};

struct ShardSolution {
  ShardChoice choice;
  /// ShardPrices::getAll of it.
  int64_t cost;
  /// No choice costs less.
  bool isOptimal;
};

/// An error says that no choice is legal: borders that are tied may stand
/// nowhere alike. The mesh has a link along each axis.
llvm::Expected<ShardSolution> findPlan(const ShardGraph &graph,
                                       const Mesh &mesh, const RankSpeed &speed,
                                       ShardSearchLimits limits = {});

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSEARCH_H
