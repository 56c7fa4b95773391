//===- ShardPadding.h - what blocks of a plan don't fit ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a plan cannot be split as planned, because padding for other ops
// changes their blocks?
//
// PaddedDims.h describes the padding and which loops it excludes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDPADDING_H
#define AG_SUPPORT_SHARDING_SHARDPADDING_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// A loop that must stay unsplit if the rest of the plan is carried out.
struct UnfitLoop {
  unsigned op, loop;
};

/// Returns the unfit loops in the order of the ops. Empty if the plan can be
/// carried out. `choice` must be legal.
std::vector<UnfitLoop> findUnfitLoops(const ShardGraph &graph, const Mesh &mesh,
                                      const ShardChoice &choice);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDPADDING_H
