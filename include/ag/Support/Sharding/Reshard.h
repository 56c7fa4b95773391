//===- Reshard.h - the cheapest way to hold a tensor otherwise --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// By which moves does a tensor go from one state to another in the least time?
//
//   [{x}, {}] -> [{}, {x}]            all_to_all {x} 0 to 1
//   [{x}] sum{y} -> [{}]              reduce_scatter {y} to 0,
//                                     all_gather {x, y} 0
//   [{}] sum{x} -> [{}] max{x}        all_reduce {x}, to_partial {x}
//   [{x, y}] -> [{y}]                 permute {x, y}, all_gather {x} 0
//
// There always is a way: to complete what is partial, gather all, and slice and
// make partial what shall be; each monoid has a neutral element.
//
// The search is Dijkstra's over states. Of a mesh of up to 4 axes of size 2 or
// more, all of them may move, also those that stand alike in both states: over
// links that differ, a detour over a fast one can pay. With 4 axes there are up
// to 6,928 states of 6 dimensions (296 of 4 dimensions with 3 axes, 40 with
// 2), at most twice as many where both states are partial with monoids that
// differ. Dimensions that are split in neither state and have equal quanta are
// alike, so that a higher rank adds little. No state is visited that costs more
// to reach than the target.
//
// Of more axes, only those move that stand otherwise, if they are up to 4; if
// they are more, the way is the direct one: complete, gather, slice, make
// partial, each no more than it has to.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_RESHARD_H
#define AG_SUPPORT_SHARDING_RESHARD_H

#include "ag/Support/Sharding/ShardMove.h"
#include <map>
#include <tuple>

namespace ag {

struct Reshard {
  /// The last leads to the target, but for axes of size 1, which stand in none
  /// of their states. None if the states are the same but for these.
  std::vector<ShardMove> moves;
  /// Of all of them.
  MoveCost cost;
  /// No sequence of moves costs less: all that may move has been tried.
  bool isCheapest = true;
};

/// The sequence of the least time; of such, the fewest bytes, and then the
/// fewest moves. The same for the same arguments. Elements have
/// `elementBytes` bytes, 1 or more. An error is checkStored's of a state.
llvm::Expected<Reshard> findReshard(const ShardState &from,
                                    const ShardState &to, const Mesh &mesh,
                                    llvm::ArrayRef<StoredDim> shape,
                                    int64_t elementBytes);

/// Finds each reshard once, on a mesh that outlives it. Shapes of equal quanta
/// that take as many bytes have the same. Not for several threads at once.
class ReshardTable {
public:
  explicit ReshardTable(const Mesh &mesh) : mesh(mesh) {}

  /// As findReshard; lives as long as the table.
  llvm::Expected<const Reshard *> find(const ShardState &from,
                                       const ShardState &to,
                                       llvm::ArrayRef<StoredDim> shape,
                                       int64_t elementBytes);
  /// How many have been found.
  size_t size() const { return known.size(); }

private:
  /// The states, the quanta, and the bytes of the whole.
  using Key = std::tuple<ShardState, ShardState, llvm::SmallVector<int64_t, 4>,
                         int64_t>;

  const Mesh &mesh;
  std::map<Key, Reshard> known;
};

} // namespace ag

#endif // AG_SUPPORT_SHARDING_RESHARD_H
