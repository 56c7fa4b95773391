//===- ReportRoles.h - where roles give in ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of the roles of axes does a plan not do, and why?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_REPORTROLES_H
#define AG_LIB_PHASES_SHARD_REPORTROLES_H

#include "ShardWishes.h"

namespace ag {

/// In remarks of ag-plan-sharding: ops that don't split their batch, what lies
/// otherwise than its role, or whole, as it is shorter than an axis, and a zero
/// that splits nothing.
void reportRoles(const ShardProgram &program, const VainWishes &vain,
                 const ShardSpec &spec, const ShardChoice &choice,
                 const Mesh &mesh, mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_REPORTROLES_H
