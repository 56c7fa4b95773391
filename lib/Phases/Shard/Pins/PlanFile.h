//===- PlanFile.h - plans as files, and back --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which file (ag/Support/Sharding/ShardFile.h) says what was chosen, so that
// given back it needs no search?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PINS_PLANFILE_H
#define AG_LIB_PHASES_SHARD_PINS_PLANFILE_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardFile.h"

namespace ag {

/// `asked` with all tensors pinned, and what each op does.
ShardFile describePlan(const ShardProgram &program, const ShardChoice &choice,
                       const Mesh &mesh, const ShardFile &asked);

/// What the file's plan, which it has, says; whether what has to lie alike does
/// tells its price. An error names where it is one of another program.
llvm::Expected<ShardChoice> readPlan(const ShardProgram &program,
                                     const ShardFile &file, const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PINS_PLANFILE_H
