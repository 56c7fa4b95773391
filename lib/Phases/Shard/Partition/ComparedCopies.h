//===- ComparedCopies.h - recomputed values that are compared ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops recompute values that are compared with the original ones?
//
//   %y = ag.add %x, %b
//   %m = ag.reduce max %y [1]
//   %z = ag.barrier %x after %m          the reverse computes %y again
//   %u = ag.add %z, %b
//   %t = ag.compare eq %u, %m            where was the maximum?
//
// Ranks that add up the terms of %u in another order than those of %y find a
// last bit that differs, and no maximum. Both ops therefore get the same
// strategy.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H
#define AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H

#include "Plan/ShardProgram.h"

namespace ag {

/// Adds twins to the graph for copies that `choice` computes otherwise than
/// their originals. Returns the number of added twins.
size_t addComparedCopies(ShardProgram &program, const ShardChoice &choice);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H
