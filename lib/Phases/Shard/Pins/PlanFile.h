//===- PlanFile.h - plans as files, and back --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which file (ag/Support/Sharding/ShardFile.h) describes a plan, so that no
// search is necessary if it is given back?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PINS_PLANFILE_H
#define AG_LIB_PHASES_SHARD_PINS_PLANFILE_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardFile.h"

namespace ag {

/// Returns `asked` with a pin for each tensor, and with the strategy of each
/// op.
ShardFile describePlan(const ShardProgram &program, const ShardChoice &choice,
                       const Mesh &mesh, const ShardFile &asked);

/// Returns the plan of a file that has one. Whether tensors that must have
/// equal shardings do is up to its price. Returns an error that names the place
/// where the plan is one of another program.
llvm::Expected<ShardChoice> readPlan(const ShardProgram &program,
                                     const ShardFile &file, const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PINS_PLANFILE_H
