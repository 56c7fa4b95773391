//===- ShardPins.h - where tensors have to lie ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do pins leave open, those of a file (ag/Support/Sharding/ShardFile.h)
// and those in the program?
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

/// Takes away the places that pins forbid, and wishes for none but these.
/// Reports pins of what is not there, and such as contradict.
mlir::LogicalResult addPins(ShardProgram &program, const ShardFile &file,
                            const Mesh &mesh, mlir::ModuleOp module);

/// Reports a pin that splits what is not known to be a multiple of that, once
/// it is known what divides dynamic sizes.
mlir::LogicalResult checkPins(const ShardProgram &program, const Mesh &mesh);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PINS_SHARDPINS_H
