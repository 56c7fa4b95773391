//===- ShardMove.h - one step between two states ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which collectives and local steps change a tensor's state, and what do they
// cost?
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
// E is the number of bytes that a rank stores before the move, k the number of
// ranks in a group, and log is log2 k, rounded up. A move along several axes
// counts all of them in k. Moves add and remove axes at the minor end of a
// dimension's list. to_partial leaves the value on one rank and the neutral
// element on the others. permute exchanges whole blocks among ranks; each
// dimension keeps its number of parts, and the tensor its number of partial
// values.
//
// The time is steps * latency + bytes / bandwidth, with the worst link along
// the axes (the alpha-beta model, after Hockney 1994). The bytes are minimal if
// all ranks of a group send equally much. all_gather and reduce_scatter take
// log steps by doubling distances (Bruck et al. 1997); all_reduce is a
// reduce_scatter and an all_gather; all_to_all sends to each rank of the group
// separately. Implementations do this for short messages; for long ones the
// number of steps does not matter.
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

/// Returns the name in the table above.
llvm::StringRef spell(MoveKind kind);

/// Returns true if the move communicates between ranks.
bool sends(MoveKind kind);
/// Returns true if the move completes partial values, by summing or otherwise
/// combining them.
bool completes(MoveKind kind);

struct ShardMove {
  MoveKind kind;
  /// Major first if the move splits or gathers a dimension, otherwise in
  /// increasing order. For a permute, the axes whose places change.
  AxisList axes;
  /// The dimension from which an all_gather or all_to_all removes the axes.
  std::optional<unsigned> source;
  /// The dimension to which a slice, reduce_scatter or all_to_all adds the
  /// axes.
  std::optional<unsigned> target;
  /// The state after the move.
  ShardState after;
};

/// Returns the move's text, as in "all_to_all {x} 0 to 1".
std::string spell(const ShardMove &move, const Mesh &mesh);

/// The time and traffic of one rank. Both saturate.
struct MoveCost {
  int64_t picoseconds = 0, bytes = 0;

  MoveCost operator+(const MoveCost &other) const;
  /// Compares times, then bytes.
  bool operator<(const MoveCost &other) const;
  bool operator==(const MoveCost &other) const;
};

/// Returns the cost of a move of blocks of `localBytes` bytes.
MoveCost costOf(const ShardMove &move, const Mesh &mesh, int64_t localBytes);

/// Returns the axes whose effect on a rank's block differs between the states:
/// the dimension, the stride, or whether values are partial. In increasing
/// order.
AxisList movedAxes(const ShardState &from, const ShardState &to,
                   const Mesh &mesh);

/// For each rank, returns the rank whose block it receives in a permute. The
/// two differ in moved axes only.
std::vector<int64_t> permutedRanks(const ShardState &from, const ShardState &to,
                                   const Mesh &mesh);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDMOVE_H
