//===- ShardPrices.h - what a plan takes ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op cost with a given strategy, and what does a tensor cost that
// is made in one state and used in others? In picoseconds, which saturate:
//
//   work    the larger of the time to compute and the time to access each
//           operand and result once, for a rank's blocks. A block that fits
//           into the caches is read from there, otherwise from memory. An op
//           that combines no elements, or those of one operand, is usually
//           fused and counts a fraction of its accesses
//   moves   the cheapest reshard (ag/Support/Sharding/Reshard.h), of blocks
//           padded to the needs of both states
//
// An unmet preference costs more than the time of all ops and moves: in a
// program with n preferences, 2^62 / (n + 1) picoseconds, so that the sum does
// not overflow even if none is met.
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
  /// The cost of an illegal choice.
  static constexpr int64_t never = INT64_MAX;
  /// Whether unmet preferences add to costs. If ignored, costs are times.
  enum class Preferences : bool { Ignored, Counted };

  /// Graph and mesh must outlive this object. The mesh must have a link along
  /// each axis.
  ShardPrices(const ShardGraph &graph, const Mesh &mesh, const RankSpeed &speed,
              Preferences preferences = Preferences::Counted);

  /// Returns the cost of one unmet preference.
  int64_t getUnmet() const { return unmet; }

  /// Returns the cost of all executions of one op.
  int64_t getWork(unsigned op, const ShardStrategy &strategy,
                  const ShardStates &states) const;
  /// Returns true if `axis` has a place in the boundary that is not one of the
  /// preferred ones.
  static bool isUnmet(const ShardGraph::Boundary &boundary, unsigned axis,
                      const ShardState &state);
  /// Returns the cost of the boundary's unmet preferences in this state.
  int64_t getBoundary(unsigned boundary, const ShardState &state) const;
  /// Returns the cheapest reshard of a tensor, which lives as long as this
  /// object, or null if no rank can hold one of the states.
  const Reshard *findMoves(unsigned tensor, const ShardState &from,
                           const ShardState &to);
  /// Returns true if each reshard found so far is proved to be cheapest.
  bool areMovesCheapest() const { return isCheapest; }
  /// Returns the cost of all moves from one state to the other, for all
  /// executions of the tensor's maker.
  int64_t getMove(unsigned tensor, const ShardState &from,
                  const ShardState &to);
  /// Returns true if the moves send data along axes of Tensor::kept.
  bool isHeardOf(unsigned tensor, const Reshard &reshard) const;
  /// Returns the cost of the choice, or `never` if and only if it is illegal.
  int64_t getAll(const ShardChoice &choice);

  /// Returns true if each axis has an allowed place and the divisors are
  /// multiples of the numbers of parts.
  bool mayLie(unsigned boundary, const ShardState &state) const;

  /// Returns the tensor that an op uses or makes, or std::nullopt if that value
  /// is not a tensor of the graph.
  std::optional<unsigned> getOperand(unsigned op, unsigned place) const;
  std::optional<unsigned> getResult(unsigned op, unsigned place) const;

private:
  int64_t countLocalBytes(unsigned tensor, const ShardState &state) const;
  double getSecondsOfMemory(unsigned op, const ShardStates &states) const;

  const ShardGraph &graph;
  const Mesh &mesh;
  RankSpeed speed;
  int64_t unmet;
  ReshardTable reshards;
  bool isCheapest = true;
  /// For each op, the tensors of its operands and results.
  std::vector<llvm::SmallVector<std::optional<unsigned>, 4>> operands, results;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDPRICES_H
