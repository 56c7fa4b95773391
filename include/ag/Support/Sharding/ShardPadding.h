//===- ShardPadding.h - what blocks of a plan don't fit ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a plan can't be split as it says, as others need other blocks?
//
// What is padded, and why that keeps loops whole: PaddedDims.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDPADDING_H
#define AG_SUPPORT_SHARDING_SHARDPADDING_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// A loop of an op that has to stay whole where all else is as it is planned.
struct UnfitLoop {
  unsigned op, loop;
};

/// In the order of the ops; none of a plan that can be carried out.
std::vector<UnfitLoop> findUnfitLoops(const ShardGraph &graph, const Mesh &mesh,
                                      const ShardChoice &choice);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDPADDING_H
