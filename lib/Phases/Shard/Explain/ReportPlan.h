//===- ReportPlan.h - remarks about a plan ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a plan split each op, and where does it deviate from the roles of
// axes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H
#define AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H

#include "Plan/ShardPreferences.h"
#include "ag/Interfaces/Remarks.h"

namespace ag {

inline constexpr PassRemarks planShardingRemarks("ag-plan-sharding");

/// Emits remarks of ag-plan-sharding about the strategies of ops and the states
/// of arguments, results and parameters. Also reports
///
///  - ops that do not split their batch;
///  - tensors that are sharded otherwise than their role prefers, are resharded
///    although it pins them, or are shorter than an axis;
///  - a level of zero that splits nothing;
///  - axes of data along which no op is split.
void reportPlan(const ShardProgram &program, const UnmetPreferences &vain,
                const ShardSpec &spec, const ShardChoice &choice,
                const Mesh &mesh, mlir::ModuleOp module);

/// Returns the names of the axes with the role of data along which no op is
/// split.
std::vector<std::string> findIdleDataAxes(const ShardSpec &spec,
                                          const ShardChoice &choice,
                                          const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H
