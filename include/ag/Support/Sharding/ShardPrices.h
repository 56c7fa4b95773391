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
//           through memory once, of the blocks that a rank has; what combines
//           no elements, or those of one operand, is fused, and mostly moves
//           none
//   moves   of the cheapest reshard (ag/Support/Sharding/Reshard.h), of blocks
//           padded to what the two states need
//
// A wish that is not granted takes longer than anything else.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDPRICES_H
#define AG_SUPPORT_SHARDING_SHARDPRICES_H

#include "ag/Support/Sharding/Reshard.h"
#include "ag/Support/Sharding/ShardGraph.h"

namespace ag {

/// Where an axis stands.
ShardGraph::Place placeOf(unsigned axis, const ShardState &state);

class ShardPrices {
public:
  /// Of what should not be, for each.
  static constexpr int64_t unwished = 1'000'000'000'000'000;
  /// Of what can't be.
  static constexpr int64_t never = INT64_MAX;

  /// Graph and mesh outlive it.
  ShardPrices(const ShardGraph &graph, const Mesh &mesh, ShardSpeed speed);

  /// Of one op, each time that it is done.
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
  /// Of all of them, each time that the tensor is made.
  int64_t getMove(unsigned tensor, const ShardState &from,
                  const ShardState &to);
  /// Of all; `never` of a choice that is none.
  int64_t getAll(const ShardChoice &choice);

  /// Whether each axis stands where it may, and what splits a dimension is
  /// known to divide it, where that matters.
  bool mayLie(unsigned border, const ShardState &state) const;

  /// The tensor that an op uses or makes; none of what is no tensor.
  std::optional<unsigned> getOperand(unsigned op, unsigned place) const;
  std::optional<unsigned> getResult(unsigned op, unsigned place) const;

private:
  int64_t countLocalBytes(unsigned tensor, const ShardState &state) const;
  bool isHeardOf(unsigned tensor, const Reshard &reshard) const;

  const ShardGraph &graph;
  const Mesh &mesh;
  ShardSpeed speed;
  ReshardTable reshards;
  /// Of each op.
  std::vector<llvm::SmallVector<std::optional<unsigned>, 4>> operands, results;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDPRICES_H
