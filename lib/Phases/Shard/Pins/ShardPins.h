//===- ShardPins.h - pinned shardings ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which shardings do pins allow, those of a file
// (ag/Support/Sharding/ShardFile.h) and those in the program?
//
//   "x": [["dp"], null]            dp on dimension 0, others on 1 or nowhere
//   %y = ag.shard %x [["dp"], ?]
//   "w": [[], ["tp"]]              tp on dimension 1, others nowhere
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PINS_SHARDPINS_H
#define AG_LIB_PHASES_SHARD_PINS_SHARDPINS_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardFile.h"

namespace ag {

/// Removes the places that pins forbid, also from preferences. Reports pins of
/// tensors that do not exist, and pins that contradict each other.
mlir::LogicalResult addPins(ShardProgram &program, const ShardFile &file,
                            const Mesh &mesh, mlir::ModuleOp module);

/// Reports a pin that splits a dynamic size into a number of parts that is not
/// known to divide it. Divisors of dynamic sizes must be set before.
mlir::LogicalResult checkPins(const ShardProgram &program, const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PINS_SHARDPINS_H
