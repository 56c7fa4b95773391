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

struct Collector;
struct ShardFile;

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Shard/Passes.h.inc"

/// Creates ag-plan-sharding. If `file` is std::nullopt, the pass reads the file
/// that its spec names. It writes the plan and a description of each entry, for
/// drawing, to `collector`, which must outlive it, unless that is null.
std::unique_ptr<mlir::Pass>
createPlanShardingPass(PlanShardingPassOptions spec,
                       std::optional<ShardFile> file, Collector *collector);

/// Creates ag-describe-ranks. The pass adds what ranks hold and send to the
/// sharding report of `collector`, unless that is null.
std::unique_ptr<mlir::Pass> createDescribeRanksPass(Collector *collector);

} // namespace ag

#endif // AG_PHASES_SHARD_PASSES_H
