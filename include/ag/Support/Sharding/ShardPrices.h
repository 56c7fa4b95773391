//===- ShardPrices.h - what a plan takes ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long does a rank take for an op that is done so, and for a tensor that is
// made in one state and used in others? In picoseconds, counts that end at the
// greatest:
//
//   work    the longer of computing and of moving each operand and result
//           once, of the blocks that a rank has: through its caches if they
//           hold the block, else through memory. What combines no elements, or
//           those of one operand, is fused, and mostly moves none
//   moves   of the cheapest reshard (ag/Support/Sharding/Reshard.h), of blocks
//           padded to what the two states need
//
// A wish that is not granted weighs more than the time of all ops and moves: in
// a program of n wishes 2^62 / (n + 1) picoseconds, so that all of them may be
// refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDPRICES_H
#define AG_SUPPORT_SHARDING_SHARDPRICES_H

#include "ag/Support/Sharding/ChosenStates.h"
#include "ag/Support/Sharding/RankSpeed.h"
#include "ag/Support/Sharding/Reshard.h"

namespace ag {

class ShardPrices {
public:
  /// Of what can't be.
  static constexpr int64_t never = INT64_MAX;
  /// Whether wishes that are not granted weigh anything; else costs are times.
  enum class Wishes : bool { Ignored, Counted };

  /// Graph and mesh outlive it. The mesh has a link along each axis.
  ShardPrices(const ShardGraph &graph, const Mesh &mesh, const RankSpeed &speed,
              Wishes wishes = Wishes::Counted);

  /// Of what should not be, for each.
  int64_t getUnwished() const { return unwished; }

  /// Of one op, each time that it is done, all together.
  int64_t getWork(unsigned op, const ShardStrategy &strategy,
                  const ShardStates &states) const;
  /// Whether an axis stands in a border where it should not.
  static bool isUnwished(const ShardGraph::Border &border, unsigned axis,
                         const ShardState &state);
  /// Of a border that lies so.
  int64_t getBorder(unsigned border, const ShardState &state) const;
  /// The moves of a tensor from one state to another, which live as long as
  /// this; null of states that no rank can hold.
  const Reshard *findMoves(unsigned tensor, const ShardState &from,
                           const ShardState &to);
  /// Whether none of those that were asked for may have been cheaper.
  bool areMovesCheapest() const { return isCheapest; }
  /// Of all of them, each time that the tensor is made, all together.
  int64_t getMove(unsigned tensor, const ShardState &from,
                  const ShardState &to);
  /// Whether moves of a tensor send parts along axes along which no rank should
  /// hear of another's.
  bool isHeardOf(unsigned tensor, const Reshard &reshard) const;
  /// Of all; `never` of a choice that is none, and of that alone.
  int64_t getAll(const ShardChoice &choice);

  /// Whether each axis stands where it may, and what splits a dimension is
  /// known to divide it, where that matters.
  bool mayLie(unsigned border, const ShardState &state) const;

  /// The tensor that an op uses or makes; none of what is no tensor.
  std::optional<unsigned> getOperand(unsigned op, unsigned place) const;
  std::optional<unsigned> getResult(unsigned op, unsigned place) const;

private:
  int64_t countLocalBytes(unsigned tensor, const ShardState &state) const;
  double getSecondsOfMemory(unsigned op, const ShardStates &states) const;

  const ShardGraph &graph;
  const Mesh &mesh;
  RankSpeed speed;
  int64_t unwished;
  ReshardTable reshards;
  bool isCheapest = true;
  /// Of each op.
  std::vector<llvm::SmallVector<std::optional<unsigned>, 4>> operands, results;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDPRICES_H
