//===- WritePlan.h - a plan as attributes -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a module record the choices made for its graph? As the attributes
// that ag-partition reads (ShardPlan.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H
#define AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H

#include "Plan/ShardProgram.h"

namespace ag {

/// Writes the attributes of a plan, and erases those of any other plan.
void writePlan(const ShardProgram &program, const ShardChoice &choice,
               const Mesh &mesh, MeshAttr attr, mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H
