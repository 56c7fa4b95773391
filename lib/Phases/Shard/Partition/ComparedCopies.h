//===- ComparedCopies.h - what has to be computed alike again ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops compute again what others have, for both to be compared?
//
//   %y = ag.add %x, %b
//   %m = ag.reduce max %y [1]
//   %z = ag.barrier %x after %m          the reverse computes %y again
//   %u = ag.add %z, %b
//   %t = ag.compare eq %u, %m            where was the maximum?
//
// Ranks that add up parts in another order for %u than for %y find a last bit
// that differs, and no maximum. So both are done alike.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H
#define AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H

#include "Plan/ShardProgram.h"

namespace ag {

/// Adds to the graph's twins those that `choice` does otherwise; how many.
size_t addComparedCopies(ShardProgram &program, const ShardChoice &choice);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_COMPAREDCOPIES_H
