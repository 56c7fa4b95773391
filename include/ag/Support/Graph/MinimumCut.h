//===- MinimumCut.h - the cheapest edges that part two nodes ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which edges of a network, of the least capacity altogether, lie on every path
// from a source to a sink?
//
//   source --3--> a --1--> b --3--> sink        1: between a and b
//   source --2--> a --2--> b --2--> sink        2: any of the three
//
// A cut says on which side each node is; its edges are those from the source's
// side to the sink's. Of all minimum cuts there is one with the fewest nodes on
// the source's side, which lie there in every other one too, and one with the
// fewest on the sink's: so either is the same for any order of the edges.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_MINIMUMCUT_H
#define AG_SUPPORT_GRAPH_MINIMUMCUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace ag {

/// From one node to another, with a capacity of 0 or more.
struct NetworkEdge {
  unsigned from, to;
  int64_t capacity;
};

/// The capacity of an edge that is never cut.
constexpr int64_t uncuttable = INT64_MAX;

/// Nodes 0 to `nodes` - 1. Several edges may join the same two, or a node with
/// itself.
struct Network {
  unsigned nodes = 0;
  unsigned source = 0, sink = 0;
  llvm::SmallVector<NetworkEdge, 0> edges;
};

/// Which of the minimum cuts: that with the fewest nodes on one side.
enum class CutPlace { NearestToSource, NearestToSink };

struct MinimumCut {
  /// The capacity of its edges, which is also the greatest flow.
  int64_t capacity;
  /// Of each node, whether it is on the side of the sink.
  llvm::BitVector isBehind;
};

/// A minimum cut, or none if a path of edges that are never cut leads from the
/// source to the sink. An error names an edge that leads to no node or has a
/// negative capacity, a source or sink that is no node or the same, and
/// capacities of more than 2^62 altogether, those of `uncuttable` edges not
/// counted.
///
/// By highest-label preflow-push (Goldberg and Tarjan 1988; Cherkassky and
/// Goldberg 1997): O(nodes^2 sqrt(edges)) at worst, and nearly linear on
/// networks as programs make them.
llvm::Expected<std::optional<MinimumCut>> findMinimumCut(const Network &network,
                                                         CutPlace place);

} // namespace ag

#endif // AG_SUPPORT_GRAPH_MINIMUMCUT_H
