//===- ShardBatches.h - where batches are in a program ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of ops, and which dimensions of boundaries, have the elements of
// a batch that is split along an axis?
//
//   %x: tensor<64x784xf32>                      dimension 0 is the batch
//   %h = ag.contract "bi,io->bo" %x, %w         loop b, and dimension 0 of %h
//   %g = ag.contract "bi,bo->io" %x, %d         loop b; not in %g
//
// Data parallelism splits all of these. An op that uses parameters which stay
// in place along the axis, such as those of experts, follows these parameters.
// Its results have no batch, and sums over a batch that take them have no
// preference to be split.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// Adds batch dimensions to `given`, which has those of some boundaries, for
/// the other boundaries that these lead to. Adds preferences for the loops in
/// between.
void followBatch(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                 std::vector<std::optional<unsigned>> &given);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H
