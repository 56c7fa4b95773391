//===- ReportPlan.h - what was decided, where roles give in -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a plan do each op, and what of the roles of axes does it not do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H
#define AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H

#include "Plan/ShardWishes.h"
#include "ag/Interfaces/Remarks.h"

namespace ag {

inline constexpr PassRemarks planShardingRemarks("ag-plan-sharding");

/// In remarks of ag-plan-sharding: how ops that are shared make what they make
/// of what, and how what is taken and given lies; ops that don't split their
/// batch, what lies otherwise than its role, is moved though its role keeps it,
/// or stays whole, as it is shorter than an axis; a zero that splits nothing;
/// axes of data along which no op is split.
void reportPlan(const ShardProgram &program, const VainWishes &vain,
                const ShardSpec &spec, const ShardChoice &choice,
                const Mesh &mesh, mlir::ModuleOp module);

/// Returns the names of the axes with the role of data along which no op is
/// split.
std::vector<std::string> findIdleDataAxes(const ShardSpec &spec,
                                          const ShardChoice &choice,
                                          const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_EXPLAIN_REPORTPLAN_H
