//===- MinimumCut.h - the cheapest edges that part two nodes ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which edges of a network, with the least total capacity, are on all paths
// from a source to a sink?
//
//   source --3--> a --1--> b --3--> sink        1: between a and b
//   source --2--> a --2--> b --2--> sink        2: any of the three
//
// A cut assigns each node to a side; its edges are those from the source's side
// to the sink's side. Among the minimum cuts, one has the fewest nodes on the
// source's side, and all other minimum cuts have these nodes there, too.
// Another one has the fewest nodes on the sink's side. Both are independent of
// the order of the edges.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_MINIMUMCUT_H
#define AG_SUPPORT_GRAPH_MINIMUMCUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace ag {

/// An edge with a capacity of 0 or more.
struct NetworkEdge {
  unsigned from, to;
  int64_t capacity;
};

/// The capacity of an edge that must not be cut.
constexpr int64_t uncuttable = INT64_MAX;

/// A network of nodes 0 to `nodes` - 1. Several edges may join the same two
/// nodes, or a node with itself.
struct Network {
  unsigned nodes = 0;
  unsigned source = 0, sink = 0;
  llvm::SmallVector<NetworkEdge, 0> edges;
};

/// Selects a minimum cut: the one with the fewest nodes on one side.
enum class CutPlace { NearestToSource, NearestToSink };

struct MinimumCut {
  /// The total capacity of the cut's edges, which equals the maximum flow.
  int64_t capacity;
  /// For each node, whether it is on the sink's side.
  llvm::BitVector isBehind;
};

/// Returns a minimum cut, or std::nullopt if a path of uncuttable edges leads
/// from the source to the sink. Returns an error if an edge leads to no node or
/// has a negative capacity, if source or sink is no node or they are equal, or
/// if the finite capacities together exceed 2^62.
///
/// The algorithm is highest-label preflow-push (Goldberg and Tarjan 1988;
/// Cherkassky and Goldberg 1997). It takes O(nodes^2 sqrt(edges)) steps in the
/// worst case, and nearly linear time for the networks of programs.
llvm::Expected<std::optional<MinimumCut>> findMinimumCut(const Network &network,
                                                         CutPlace place);

} // namespace ag

#endif // AG_SUPPORT_GRAPH_MINIMUMCUT_H
