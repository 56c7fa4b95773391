//===- ShardMove.h - one step between two states ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can ranks do at once to hold a tensor otherwise, and what does it take?
//
//   move            from -> to                             a rank sends   steps
//   slice           [{}] -> [{x}]                          nothing
//   to_partial      [{}] -> [{}] sum{x}                    nothing
//   all_gather      [{x}] -> [{}]                          E (k-1)        log
//   reduce_scatter  [{}] sum{x} -> [{x}]                   E (k-1) / k    log
//   all_reduce      [{}] sum{x} -> [{}]                    2 E (k-1) / k  2 log
//   all_to_all      [{x}, {}] -> [{}, {x}]                 E (k-1) / k    k-1
//   permute         [{x, y}, {}] -> [{y, x}, {}]           E              1
//
// E is what a rank stores before the move, in bytes, k how many ranks a group
// has, and log is log2 k, rounded up. A move along several axes has all of them
// in k. What a move splits or puts together stands at the minor end of lists.
// to_partial leaves the value on one rank and the neutral element on the
// others. permute takes whole blocks to other ranks, where each dimension has
// as many parts as before, and the tensor as many partial values.
//
// The time is steps * latency + bytes / bandwidth, of the worst link along the
// axes (the alpha-beta model, after Hockney 1994). The bytes are the fewest
// where all ranks of a group send alike. all_gather and reduce_scatter do it
// in log steps, by doubling distances (Bruck et al. 1997); all_reduce is one
// and the other; all_to_all sends to each rank of the group by itself. That is
// what implementations do where messages are short, and where they are long the
// steps don't matter.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDMOVE_H
#define AG_SUPPORT_SHARDING_SHARDMOVE_H

#include "ag/Support/Sharding/ShardState.h"

namespace ag {

enum class MoveKind : uint8_t {
  Slice,
  ToPartial,
  AllGather,
  ReduceScatter,
  AllReduce,
  AllToAll,
  Permute
};

/// As in the table above.
llvm::StringRef spell(MoveKind kind);

/// Whether ranks hear of each other.
bool sends(MoveKind kind);
/// Whether partial values are completed: summed up, or combined otherwise.
bool completes(MoveKind kind);

struct ShardMove {
  MoveKind kind;
  /// Major first where the move splits or puts together, in increasing order
  /// else. Those of a permute are the ones that come to stand elsewhere.
  AxisList axes;
  /// The dimension that an all_gather or all_to_all takes the axes from.
  std::optional<unsigned> source;
  /// The dimension that a slice, reduce_scatter or all_to_all puts them on.
  std::optional<unsigned> target;
  /// The state that it leads to.
  ShardState after;
};

/// For instance "all_to_all {x} 0 to 1".
std::string spell(const ShardMove &move, const Mesh &mesh);

/// What one rank takes and sends. Counts end at the greatest.
struct MoveCost {
  int64_t picoseconds = 0, bytes = 0;

  MoveCost operator+(const MoveCost &other) const;
  /// By time, then by bytes.
  bool operator<(const MoveCost &other) const;
  bool operator==(const MoveCost &other) const;
};

/// The cost of a move of blocks of so many bytes.
MoveCost costOf(const ShardMove &move, const Mesh &mesh, int64_t localBytes);

/// The axes that tell of a rank's block what they did not tell before, in
/// increasing order.
AxisList movedAxes(const ShardState &from, const ShardState &to,
                   const Mesh &mesh);

/// Of each rank, the rank whose block it has after a permute: one that differs
/// from it in moved axes only.
std::vector<int64_t> permutedRanks(const ShardState &from, const ShardState &to,
                                   const Mesh &mesh);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDMOVE_H
