//===- ShardPadding.h - what blocks of a plan don't fit ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a plan can't be split as it says, as others need other blocks?
//
// Dimensions that are beside each other are padded alike, to a multiple of all
// the numbers of parts that any of them is split into. But several loops that
// one dimension counts must not be padded, so that blocks of it are blocks of
// them. Of 12 elements that one op splits into 8 parts, of 2 elements each, no
// reshape to 4x3 splits its 4 rows. Nor must a loop that is dynamic in another
// dimension, as that never is padded: of 6 elements that one op splits into 4
// parts, no cast to a dynamic size splits them into 2.
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
