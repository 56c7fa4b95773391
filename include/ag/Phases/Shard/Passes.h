//===- Passes.h - the passes of shard ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SHARD_PASSES_H
#define AG_PHASES_SHARD_PASSES_H

#include "ag/Phases/Common/WithModels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ag {

struct ProgramGraph;
struct ShardFile;
struct ShardingReport;

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Shard/Passes.h.inc"

/// ag-plan-sharding, which reads the file of its spec if that is not given as
/// `file`, and says in `report`, if that is not null, what the plan is
/// (ag/Support/Sharding/ShardingReport.h), and in `graphs`, if that is not
/// null, how each entry looks.
std::unique_ptr<mlir::Pass>
createPlanShardingPass(PlanShardingPassOptions spec,
                       std::optional<ShardFile> file, ShardingReport *report,
                       std::vector<ProgramGraph> *graphs = nullptr);

/// ag-describe-ranks, which adds to `report`, if that is not null, what ranks
/// hold and send.
std::unique_ptr<mlir::Pass> createDescribeRanksPass(ShardingReport *report);

} // namespace ag

#endif // AG_PHASES_SHARD_PASSES_H
