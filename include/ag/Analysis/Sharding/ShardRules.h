//===- ShardRules.h - how ops go along a mesh -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sharding rule (ag/Support/Sharding/ShardRule.h) does an op have?
//
// The rule of an op with a Spec follows from the Spec. A loop can be split if
// operands and results are indexed by it alone, from their first element to
// their last, or if it counts adjacent windows. Other loops are whole. Results
// are combined along reduced loops by the Spec's combiner. The body determines
// which operands may be partial together (ag/Support/Scalar/LinearGroups.h):
// partial sums may be added before the op or after it.
//
//   ag.contract "bi,io->bo" %x, %w      loops b, o, i; i is summed
//                                       groups {x}, {w}
//   ag.select %c, %x, %y                groups {x, y}
//   ag.reduce_window max "(2y+u)->y" %x [u = 2]
//                                       loop y, if x is as long as 2 y
//
// The rule of other ops is their dimension rule
// (ag/Interfaces/DimensionRuleOp.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SHARDING_SHARDRULES_H
#define AG_ANALYSIS_SHARDING_SHARDRULES_H

#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Sharding/ShardRule.h"

namespace ag {

struct OpShardRule {
  ShardRule rule;
  /// The extent of each loop.
  llvm::SmallVector<Extent> extents;
  /// The type that each result is accumulated in, which partial results have.
  llvm::SmallVector<ScalarType> accumulators;
  /// The loops whose index determines what the op computes.
  llvm::SmallVector<unsigned, 1> placed = {};
  /// Whether a slice of the op ignores elements beyond the unsplit op's. If
  /// not, its operands must not have such elements where they are combined with
  /// others.
  bool mindsPadding = false;
};

/// Returns the rule of an op, or std::nullopt if it has none and each rank has
/// to compute all of it. Extents that are known only at run time are not in the
/// rule; SizeMultiples (ag/Analysis/Sizes/SizeMultiples.h) finds their
/// divisors.
std::optional<OpShardRule> findShardRule(mlir::Operation *op);

} // namespace ag

#endif // AG_ANALYSIS_SHARDING_SHARDRULES_H
