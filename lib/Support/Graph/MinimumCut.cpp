//===- MinimumCut.cpp - the cheapest edges that part two nodes ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//  1. The source is merged with the nodes that uncuttable edges lead to from
//     it, and the sink with those from which they lead to it. All edges that
//     leave the source now have finite capacities, and so has the flow.
//  2. The source's edges are filled. A node with more inflow than outflow
//     pushes the excess along edges with residual capacity, one step closer to
//     the sink. If there is no such edge, the node is farther away than its
//     label says, and is relabelled. The node with the highest label is first,
//     so that flow from far is pushed on together with flow from near.
//  3. Nodes that cannot reach the sink any longer keep their excess. In the
//     end, the nodes that can still push to the sink are on its side. This is
//     the cut nearest to the sink.
//
// The cut nearest to the source is found with all edges reversed.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/MinimumCut.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"
#include <vector>

namespace ag {
namespace {
/// Reverses all edges and exchanges source and sink.
Network reverseEdges(Network network) {
  for (NetworkEdge &edge : network.edges)
    std::swap(edge.from, edge.to);
  std::swap(network.source, network.sink);
  return network;
}

/// Returns the nodes to which uncuttable edges lead from the source.
llvm::BitVector findHeld(const Network &network) {
  std::vector<NetworkEdge> holding;
  llvm::copy_if(
      network.edges, std::back_inserter(holding),
      [](const NetworkEdge &edge) { return edge.capacity == uncuttable; });
  auto isLess = [](const NetworkEdge &a, const NetworkEdge &b) {
    return a.from < b.from;
  };
  llvm::sort(holding, isLess);
  llvm::BitVector held(network.nodes);
  std::vector<unsigned> pending = {network.source};
  held.set(network.source);
  while (!pending.empty()) {
    NetworkEdge leaving{pending.back(), 0, 0};
    pending.pop_back();
    auto [begin, end] =
        std::equal_range(holding.begin(), holding.end(), leaving, isLess);
    for (const NetworkEdge &edge : llvm::make_range(begin, end)) {
      if (held.test(edge.to))
        continue;
      held.set(edge.to);
      pending.push_back(edge.to);
    }
  }
  return held;
}

//===----------------------------------------------------------------------===//
// Preflow-push
//===----------------------------------------------------------------------===//

/// Computes the maximum preflow into the sink of a network in which all edges
/// that leave the source have finite capacities.
class Preflow {
public:
  /// `total` is the sum of the finite capacities.
  Preflow(const Network &network, int64_t total);

  int64_t run();
  /// Returns true if a node can still reach the sink. Requires that it has run.
  bool isBehind(unsigned node) const { return labels[node] < nodes; }

private:
  struct Arc {
    unsigned to;
    /// The index of the reverse arc.
    size_t back;
    int64_t room;
  };

  void fillSource();
  void labelAll();
  void activate(unsigned node);
  void setLabel(unsigned node, unsigned label);
  void push(unsigned node, Arc &arc);
  void relabel(unsigned node);
  void discharge(unsigned node);

  unsigned nodes, source, sink;
  std::vector<Arc> arcs;
  /// The first arc of each node, and the one that is visited next.
  std::vector<size_t> first, current;
  std::vector<int64_t> excess;
  /// For each node, a lower bound of the number of arcs with residual capacity
  /// to the sink; `nodes` if the sink cannot be reached.
  std::vector<unsigned> labels;
  /// The nodes by label, and the position of each node in its list.
  std::vector<std::vector<unsigned>> labelled;
  std::vector<size_t> seats;
  /// The nodes with an excess, by label.
  std::vector<std::vector<unsigned>> active;
  /// The greatest label of an active node, and of any node below `nodes`.
  unsigned highest = 0, furthest = 0;
  size_t work = 0;
};
} // namespace

Preflow::Preflow(const Network &network, int64_t total)
    : nodes(network.nodes), source(network.source), sink(network.sink),
      arcs(2 * network.edges.size()), first(nodes + 1, 0), excess(nodes, 0),
      labels(nodes, nodes), labelled(nodes), seats(nodes), active(nodes) {
  for (const NetworkEdge &edge : network.edges) {
    ++first[edge.from + 1];
    ++first[edge.to + 1];
  }
  for (unsigned node = 0; node < nodes; ++node)
    first[node + 1] += first[node];
  std::vector<size_t> next(first.begin(), first.end() - 1);
  for (const NetworkEdge &edge : network.edges) {
    size_t forth = next[edge.from]++, back = next[edge.to]++;
    // A capacity above the total flow is as good as an infinite one.
    arcs[forth] = {edge.to, back, std::min(edge.capacity, total + 1)};
    arcs[back] = {edge.from, forth, 0};
  }
}

void Preflow::activate(unsigned node) {
  if (node == source || node == sink || labels[node] >= nodes)
    return;
  active[labels[node]].push_back(node);
  highest = std::max(highest, labels[node]);
}

void Preflow::setLabel(unsigned node, unsigned label) {
  if (unsigned old = labels[node]; old < nodes) {
    unsigned last = labelled[old].back();
    labelled[old][seats[node]] = last;
    seats[last] = seats[node];
    labelled[old].pop_back();
  }
  labels[node] = label;
  if (label >= nodes)
    return;
  seats[node] = labelled[label].size();
  labelled[label].push_back(node);
  furthest = std::max(furthest, label);
}

void Preflow::push(unsigned node, Arc &arc) {
  int64_t amount = std::min(excess[node], arc.room);
  arc.room -= amount;
  arcs[arc.back].room += amount;
  excess[node] -= amount;
  excess[arc.to] += amount;
  if (excess[arc.to] == amount)
    activate(arc.to);
}

/// Fills the source's arcs. The source keeps the label `nodes`, so that nothing
/// is pushed back to it.
void Preflow::fillSource() {
  for (size_t place = first[source]; place < first[source + 1]; ++place) {
    excess[source] = arcs[place].room;
    if (arcs[place].room > 0)
      push(source, arcs[place]);
  }
}

/// Labels each node with the number of arcs with residual capacity from it to
/// the sink.
void Preflow::labelAll() {
  labels.assign(nodes, nodes);
  current.assign(first.begin(), first.end() - 1);
  for (auto *buckets : {&labelled, &active})
    for (std::vector<unsigned> &bucket : *buckets)
      bucket.clear();
  highest = furthest = 0;
  work = 0;
  setLabel(sink, 0);
  std::vector<unsigned> reached = {sink};
  for (size_t next = 0; next < reached.size(); ++next) {
    unsigned node = reached[next];
    if (excess[node] > 0)
      activate(node);
    for (size_t place = first[node]; place < first[node + 1]; ++place) {
      unsigned other = arcs[place].to;
      if (labels[other] < nodes || other == source ||
          arcs[arcs[place].back].room == 0)
        continue;
      setLabel(other, labels[node] + 1);
      reached.push_back(other);
    }
  }
}

/// Sets the label to one more than the least label of a node that an arc with
/// residual capacity leads to. If no other node has the old label, no node with
/// a greater label can reach the sink.
void Preflow::relabel(unsigned node) {
  work += first[node + 1] - first[node] + 12;
  unsigned old = labels[node], least = nodes;
  for (size_t place = first[node]; place < first[node + 1]; ++place)
    if (arcs[place].room > 0)
      least = std::min(least, labels[arcs[place].to] + 1);
  setLabel(node, least);
  current[node] = first[node];
  if (!labelled[old].empty())
    return;
  for (; furthest > old; --furthest)
    while (!labelled[furthest].empty())
      setLabel(labelled[furthest].back(), nodes);
}

void Preflow::discharge(unsigned node) {
  while (excess[node] > 0) {
    if (current[node] == first[node + 1]) {
      relabel(node);
      return activate(node);
    }
    Arc &arc = arcs[current[node]];
    if (arc.room > 0 && labels[arc.to] + 1 == labels[node])
      push(node, arc);
    if (excess[node] > 0)
      ++current[node];
  }
}

int64_t Preflow::run() {
  fillSource();
  labelAll();
  // Relabelling has then cost as much as recomputing all labels.
  size_t patience = 12 * nodes + 2 * arcs.size();
  while (true) {
    while (highest > 0 && active[highest].empty())
      --highest;
    if (active[highest].empty())
      break;
    unsigned node = active[highest].back();
    active[highest].pop_back();
    discharge(node);
    if (work > patience)
      labelAll();
  }
  labelAll();
  return excess[sink];
}

//===----------------------------------------------------------------------===//
// Networks
//===----------------------------------------------------------------------===//

/// Returns the sum of the finite capacities if the network is valid, else an
/// error.
static llvm::Expected<int64_t> checkNetwork(const Network &network) {
  if (network.source >= network.nodes || network.sink >= network.nodes ||
      network.source == network.sink)
    return llvm::createStringError("source " + llvm::Twine(network.source) +
                                   " and sink " + llvm::Twine(network.sink) +
                                   "; expected two of " +
                                   llvm::Twine(network.nodes) + " nodes");
  int64_t total = 0;
  for (auto [place, edge] : llvm::enumerate(network.edges)) {
    auto refuse = [&, place = place](const llvm::Twine &what) {
      return llvm::createStringError("edge " + llvm::Twine(place) + what);
    };
    if (unsigned node = std::max(edge.from, edge.to); node >= network.nodes)
      return refuse(" names node " + llvm::Twine(node) +
                    "; expected one below " + llvm::Twine(network.nodes));
    if (edge.capacity < 0)
      return refuse(" has the negative capacity " + llvm::Twine(edge.capacity));
    bool counts = edge.capacity != uncuttable;
    if (counts && (llvm::AddOverflow(total, edge.capacity, total) ||
                   total > int64_t(1) << 62))
      return refuse(" makes the capacities more than 2^62 altogether");
  }
  return total;
}

/// Returns the network with the held nodes merged with source and sink, without
/// edges that carry no flow.
static Network contract(const Network &network, const llvm::BitVector &ahead,
                        const llvm::BitVector &behind) {
  Network small = network;
  auto nameOf = [&](unsigned node) {
    return ahead.test(node)    ? network.source
           : behind.test(node) ? network.sink
                               : node;
  };
  for (NetworkEdge &edge : small.edges)
    edge = {nameOf(edge.from), nameOf(edge.to), edge.capacity};
  llvm::erase_if(small.edges, [&](const NetworkEdge &edge) {
    return edge.from == edge.to || edge.capacity == 0 ||
           edge.to == network.source || edge.from == network.sink;
  });
  return small;
}

llvm::Expected<std::optional<MinimumCut>> findMinimumCut(const Network &network,
                                                         CutPlace place) {
  llvm::Expected<int64_t> total = checkNetwork(network);
  if (!total)
    return total.takeError();
  if (place == CutPlace::NearestToSource) {
    auto cut = findMinimumCut(reverseEdges(network), CutPlace::NearestToSink);
    if (cut && *cut)
      (*cut)->isBehind.flip();
    return cut;
  }
  llvm::BitVector ahead = findHeld(network);
  llvm::BitVector behind = findHeld(reverseEdges(network));
  if (ahead.anyCommon(behind))
    return std::nullopt;
  Preflow preflow(contract(network, ahead, behind), *total);
  MinimumCut cut{preflow.run(), behind};
  for (unsigned node = 0; node < network.nodes; ++node)
    if (preflow.isBehind(node))
      cut.isBehind.set(node);
  return cut;
}

} // namespace ag
