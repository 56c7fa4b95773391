//===- Reshard.h - the cheapest way to hold a tensor otherwise --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sequence of moves reshards a tensor in the least time?
//
//   [{x}, {}] -> [{}, {x}]            all_to_all {x} 0 to 1
//   [{x}] sum{y} -> [{}]              reduce_scatter {y} to 0,
//                                     all_gather {x, y} 0
//   [{}] sum{x} -> [{}] max{x}        all_reduce {x}, to_partial {x}
//   [{x, y}] -> [{y}]                 permute {x, y}, all_gather {x} 0
//
// A sequence always exists: complete partial values, gather all axes, then
// slice and make partial as the target requires. The last step is possible
// because each monoid has a neutral element.
//
// The search is Dijkstra's algorithm over states. If the mesh has up to 4 axes
// of size 2 or more, every one of them may move, even one that has the same
// role in both states: if links differ, a detour over a fast link can pay. With
// 4 axes there are up to 6,928 states of 6 dimensions (296 of 4 dimensions with
// 3 axes, 40 with 2), and at most twice as many if both states are partial with
// different monoids. Dimensions that are split in neither state and have equal
// quanta are interchangeable, so that a higher rank adds few states. The search
// visits no state that costs more to reach than the target.
//
// If the mesh has more such axes, only those that differ between the states
// move, provided that they are at most 4. Otherwise the sequence is the direct
// one: complete, gather, slice and make partial, each along as few axes as
// possible.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_RESHARD_H
#define AG_SUPPORT_SHARDING_RESHARD_H

#include "ag/Support/Sharding/ShardMove.h"
#include <map>
#include <tuple>

namespace ag {

struct Reshard {
  /// The last move leads to the target. Axes of size 1 are left out of all
  /// states. Empty if the two states differ in such axes only.
  std::vector<ShardMove> moves;
  /// The sum over all moves.
  MoveCost cost;
  /// Whether no sequence of moves costs less: the search was free to move every
  /// axis.
  bool isCheapest = true;
};

/// Returns the sequence with the least time; among these, the one with the
/// fewest bytes, then the one with the fewest moves. The result is
/// deterministic. `elementBytes` is 1 or more. Returns checkStored()'s error if
/// it refuses a state.
llvm::Expected<Reshard> findReshard(const ShardState &from,
                                    const ShardState &to, const Mesh &mesh,
                                    llvm::ArrayRef<StoredDim> shape,
                                    int64_t elementBytes);

/// Caches reshards on one mesh, which must outlive the table. Shapes with equal
/// quanta and equal sizes in bytes share an entry. Not thread-safe.
class ReshardTable {
public:
  explicit ReshardTable(const Mesh &mesh) : mesh(mesh) {}

  /// See findReshard(). The result lives as long as the table.
  llvm::Expected<const Reshard *> find(const ShardState &from,
                                       const ShardState &to,
                                       llvm::ArrayRef<StoredDim> shape,
                                       int64_t elementBytes);
  /// Returns the number of reshards found so far.
  size_t size() const { return known.size(); }

private:
  /// Both states, the quanta, and the bytes of the unsplit tensor with padding.
  using Key = std::tuple<ShardState, ShardState, llvm::SmallVector<int64_t, 4>,
                         int64_t>;

  const Mesh &mesh;
  std::map<Key, Reshard> known;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_RESHARD_H
