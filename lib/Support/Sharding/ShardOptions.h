//===- ShardOptions.h - what may be chosen along some axes ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which strategies may each op have along some axes, and in which states may
// each boundary be, while the choice for other axes stays?
//
// An axis may split nothing, or a loop that then has at least as many
// iterations as parts, or belong to a group of which an operand may be partial
// along it; other groups would gain nothing. In a boundary, it may split no
// dimension, or one that then has at least as many elements as parts.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H
#define AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H

#include "ag/Support/Sharding/ShardPrices.h"

namespace ag {

struct ShardOption {
  /// The strategy and states of an op.
  ShardStrategy strategy = {};
  ShardStates states = {};
  /// The state of a boundary.
  ShardState state = {};
  int64_t cost = 0;

  /// Compares options of one op or boundary. An op's states follow from its
  /// strategy.
  bool operator==(const ShardOption &other) const {
    return strategy == other.strategy && state == other.state &&
           cost == other.cost;
  }
};

/// The options of each op and boundary. The present choice is one of them, if
/// it is legal.
struct ShardOptions {
  std::vector<std::vector<ShardOption>> ops, boundaries;

  bool operator==(const ShardOptions &other) const {
    return ops == other.ops && boundaries == other.boundaries;
  }
};

/// Returns the options along `axes`. A boundary without an allowed place for
/// one of the axes has none.
ShardOptions listOptions(const ShardGraph &graph, const Mesh &mesh,
                         const ShardPrices &prices,
                         llvm::ArrayRef<unsigned> axes,
                         const ShardChoice &choice);

/// Returns the options of boundaries only.
std::vector<std::vector<ShardOption>>
listBoundaries(const ShardGraph &graph, const Mesh &mesh,
               const ShardPrices &prices, llvm::ArrayRef<unsigned> axes,
               const ShardChoice &choice);

} // namespace ag

#endif // AG_LIB_SUPPORT_SHARDING_SHARDOPTIONS_H
