//===- ShardRules.h - how ops go along a mesh -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which rule of sharding (ag/Support/Sharding/ShardRule.h) has an op?
//
// Of an op with a Spec it follows from that. A loop that each operand and each
// result goes through from its first element to its last one, and one by one,
// can be split, and so can one that counts windows side by side; others are
// whole. What combines a result along loops that it has not is the combiner,
// and which operands may be partial together tells the body
// (ag/Support/Scalar/LinearGroups.h): the sum of partial sums may be taken
// before the op or behind it.
//
//   ag.contract "bi,io->bo" %x, %w      loops b, o, i; i is summed
//                                       groups {x}, {w}
//   ag.select %c, %x, %y                groups {x, y}
//   ag.reduce_window max "(2y+u)->y" %x [u = 2]
//                                       loop y, if x is as long as 2 y
//
// Of others it is their dimension rule (ag/Interfaces/DimensionRuleOp.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SHARDRULES_H
#define AG_ANALYSIS_SHARDRULES_H

#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Sharding/ShardRule.h"

namespace ag {

struct OpShardRule {
  ShardRule rule;
  /// Of each loop.
  llvm::SmallVector<Extent> extents;
  /// What each result is accumulated in: partial ones are of this type.
  llvm::SmallVector<ScalarType> accumulators;
  /// The loops of which the place tells what is computed there.
  llvm::SmallVector<unsigned, 1> placed = {};
  /// Whether a part of the op leaves out itself what is beyond the whole; else
  /// it must not be given that where it is combined with what is not.
  bool mindsPadding = false;
};

/// None of an op of which nothing tells a rule: each rank has to do all of it.
/// Of the extents that only show at run time it tells nothing; what divides
/// them knows SizeMultiples (ag/Analysis/SizeMultiples.h).
std::optional<OpShardRule> findShardRule(mlir::Operation *op);

} // namespace ag

#endif // AG_ANALYSIS_SHARDRULES_H
