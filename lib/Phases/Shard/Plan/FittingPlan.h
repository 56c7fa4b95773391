//===- FittingPlan.h - a plan that can be carried out -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which plan takes least of those that ag-partition carries out?
//
// The search (ag/Support/Sharding/ShardSearch.h) knows each op and each tensor,
// but not what only all of a plan tells, so that it is asked again until all is
// so:
//
//   - Blocks fit (ag/Support/Sharding/ShardPadding.h): loops that are split,
//     and others keep from it, stay whole in the next plan.
//   - What is computed again to be compared is computed alike
//     (ComparedCopies.h).
//   - What divides dynamic sizes was told by where arguments should lie; where
//     one lies otherwise, as no dimension was long enough for two axes, it lies
//     so in the next plan, too, and less is told.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_FITTINGPLAN_H
#define AG_LIB_PHASES_SHARD_PLAN_FITTINGPLAN_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardSearch.h"

namespace ag {

/// Reports pins that no such plan keeps; `complain`s of a search that finds
/// none.
mlir::FailureOr<ShardSolution>
findFittingPlan(ShardProgram &program, const Mesh &mesh,
                llvm::function_ref<mlir::LogicalResult(llvm::Error)> complain);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_FITTINGPLAN_H
