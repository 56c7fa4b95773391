//===- ShardBatches.h - where batches go in a program -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of ops, and which dimensions of what is carried and given, count
// the elements of a batch that is split along an axis?
//
//   %x: tensor<64x784xf32>                      dimension 0 is the batch
//   %h = ag.contract "bi,io->bo" %x, %w         loop b, and dimension 0 of %h
//   %g = ag.contract "bi,bo->io" %x, %d         loop b; %g has it no more
//
// Data parallelism is that all these are split. An op that uses parameters
// which stay where they are along the axis, as those of experts, goes as they
// do: what it makes has no batch, and no sum over a batch that takes it is
// wished to be split.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H

#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// Of each border, the dimension of the batch, where `given` knows some: adds
/// the others that they lead to, and wishes for the loops in between.
void followBatch(ShardGraph &graph, const Mesh &mesh, unsigned axis,
                 std::vector<std::optional<unsigned>> &given);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDBATCHES_H
