//===- FeasiblePlan.h - the best feasible plan ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which plan costs least among those that ag-partition can carry out?
//
// The search (ag/Support/Sharding/ShardSearch.h) knows each op and each tensor,
// but not the conditions that depend on a plan as a whole. It is repeated until
// these hold:
//
//   - Blocks fit (ag/Support/Sharding/ShardPadding.h): a loop that is split
//     although other ops prevent it stays unsplit in the next plan.
//   - Values that are recomputed for a comparison are computed as the originals
//     are (ComparedCopies.h).
//   - Divisors of dynamic sizes follow from the preferred sharding of
//     arguments. If an argument has another one, as no dimension was long
//     enough for two axes, it is pinned to that in the next plan, and fewer
//     divisors are known.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_FEASIBLEPLAN_H
#define AG_LIB_PHASES_SHARD_PLAN_FEASIBLEPLAN_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardSearch.h"

namespace ag {

/// Returns the plan. Reports pins that no such plan satisfies, and calls
/// `fail` if the search finds none.
mlir::FailureOr<ShardSolution>
findFeasiblePlan(ShardProgram &program, const Mesh &mesh,
                 llvm::function_ref<mlir::LogicalResult(llvm::Error)> fail);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_FEASIBLEPLAN_H
