//===- ShardOptions.h - what may be chosen along some axes ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What may each op do along some axes, and where may each border have them,
// while the other axes stay as they are chosen?
//
// An axis may do nothing, split a loop that is at least as long as it has parts
// then, or go through a group of which an operand may come in partial: of other
// groups nothing is gained. A border may have it on no dimension, or on one
// that is as long.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H
#define AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H

#include "ag/Support/Sharding/ShardPrices.h"

namespace ag {

struct ShardOption {
  /// Of an op.
  ShardStrategy strategy = {};
  ShardStates states = {};
  /// Of a border.
  ShardState state = {};
  int64_t cost = 0;

  /// Of one party: the strategy tells an op's states.
  bool operator==(const ShardOption &other) const {
    return strategy == other.strategy && state == other.state &&
           cost == other.cost;
  }
};

/// Of each op or border; what is chosen so far is among them, if it is legal.
struct ShardOptions {
  std::vector<std::vector<ShardOption>> ops, borders;

  bool operator==(const ShardOptions &other) const {
    return ops == other.ops && borders == other.borders;
  }
};

/// None of a border that has no place for one of the axes.
ShardOptions listOptions(const ShardGraph &graph, const Mesh &mesh,
                         const ShardPrices &prices,
                         llvm::ArrayRef<unsigned> axes,
                         const ShardChoice &choice);

/// Those of borders alone.
std::vector<std::vector<ShardOption>> listBorders(const ShardGraph &graph,
                                                  const Mesh &mesh,
                                                  const ShardPrices &prices,
                                                  llvm::ArrayRef<unsigned> axes,
                                                  const ShardChoice &choice);

} // namespace ag

#endif // AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H
