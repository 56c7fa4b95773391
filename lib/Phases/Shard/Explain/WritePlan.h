//===- WritePlan.h - a plan in the program ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a module say what was chosen for its graph? As ag-partition reads
// it (ShardPlan.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H
#define AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H

#include "Plan/ShardProgram.h"

namespace ag {

/// Writes the attributes of a plan, in place of any that stand there.
void writePlan(const ShardProgram &program, const ShardChoice &choice,
               const Mesh &mesh, MeshAttr attr, mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_EXPLAIN_WRITEPLAN_H
