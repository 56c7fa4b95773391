//===- FoldRepeats.cpp - what a program has several times, once -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The children of a part are in sequence, each with a key:
//
//   embeddings  attention mlp  attention mlp  attention mlp  pool
//
// From the left, the period is chosen that omits the most nodes: here two
// children, three times. The nodes of the repetitions are mapped to those of
// the first one.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/FoldRepeats.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace ag {
namespace {
/// A node, or a part with its contents.
struct Child {
  bool isPart;
  unsigned number;
  uint64_t key = 0;
  /// The nodes that compute, in order.
  std::vector<unsigned> nodes;
  /// The inputs before it.
  std::vector<unsigned> inputs;
};

struct Run {
  size_t period = 0, times = 1, left = 0;
};

class Folder {
public:
  explicit Folder(const ProgramGraph &graph);

  ProgramGraph fold();

private:
  std::vector<Child> makeChildren(PartNumber part);
  uint64_t makeKey(const Child &child);
  uint64_t hashEdges(ArrayRef<unsigned> nodes);
  Run findRun(ArrayRef<Child> children, size_t start);
  void foldIn(PartNumber part, PartNumber to);
  double addSeconds(const Child &child) const;
  void keep(const Child &child, PartNumber to);
  void addEdges();

  const ProgramGraph &graph;
  /// For each part, its children; those of the function are last.
  std::vector<std::vector<Child>> below;
  std::vector<SmallVector<unsigned, 2>> sources;
  /// For each node, its number in the result; for an omitted node, that of its
  /// twin.
  std::vector<unsigned> numbers;
  std::vector<bool> isTwin;
  ProgramGraph folded;
};
} // namespace

Folder::Folder(const ProgramGraph &graph)
    : graph(graph), below(graph.parts.size() + 1), sources(graph.nodes.size()),
      numbers(graph.nodes.size()), isTwin(graph.nodes.size()) {
  for (const GraphEdge &edge : graph.edges)
    sources[edge.to].push_back(edge.from);
  for (SmallVector<unsigned, 2> &each : sources)
    llvm::sort(each);
  std::vector<bool> isThere(graph.parts.size());
  for (auto [number, node] : enumerate(graph.nodes)) {
    Child child{/*isPart=*/false, unsigned(number), 0, {}, {}};
    PartNumber part = node.part;
    for (; part; part = graph.parts[*part].parent) {
      below[*part].push_back(child);
      child = {/*isPart=*/true, *part, 0, {}, {}};
      if (isThere[*part])
        break;
      isThere[*part] = true;
    }
    if (!part)
      below.back().push_back(child);
  }
}

/// Hashes the edges among the nodes by the distances between their ends.
uint64_t Folder::hashEdges(ArrayRef<unsigned> nodes) {
  DenseMap<unsigned, unsigned> places;
  std::vector<uint64_t> words;
  for (auto [place, node] : enumerate(nodes)) {
    places[node] = place;
    for (unsigned source : sources[node])
      if (auto found = places.find(source); found != places.end())
        words.push_back(place - found->second);
    words.push_back(0);
  }
  return xxh3_64bits(ArrayRef(reinterpret_cast<const uint8_t *>(words.data()),
                              words.size() * sizeof(uint64_t)));
}

uint64_t Folder::makeKey(const Child &child) {
  if (!child.isPart)
    return xxh3_64bits(graph.nodes[child.number].name + "\n" +
                       graph.nodes[child.number].type);
  const GraphPart &part = graph.parts[child.number];
  std::string text = part.name + "\n" + std::to_string(part.kind);
  for (const Child &inner : below[child.number])
    text += "\n" + std::to_string(inner.key);
  return xxh3_64bits(text + "\n" + std::to_string(hashEdges(child.nodes)));
}

/// Returns the children with keys, innermost first. An input is not a child,
/// because inputs differ in each repetition. It belongs to the child after it.
std::vector<Child> Folder::makeChildren(PartNumber part) {
  std::vector<Child> children;
  std::vector<unsigned> inputs;
  for (const Child &child : below[part.value_or(graph.parts.size())]) {
    if (!child.isPart && graph.nodes[child.number].isInput) {
      inputs.push_back(child.number);
      continue;
    }
    children.push_back(child);
    children.back().inputs = std::move(inputs);
    inputs.clear();
  }
  for (Child &child : children) {
    if (child.isPart) {
      below[child.number] = makeChildren(child.number);
      for (const Child &inner : below[child.number])
        append_range(child.nodes, inner.nodes);
    } else {
      child.nodes.push_back(child.number);
    }
    child.key = makeKey(child);
  }
  return children;
}

/// Returns the best repetition that begins at `start`. A period has at least a
/// few nodes.
Run Folder::findRun(ArrayRef<Child> children, size_t start) {
  constexpr size_t fewest = 3;
  auto getNodes = [&](size_t from, size_t count) {
    std::vector<unsigned> nodes;
    for (const Child &child : children.slice(from, count))
      append_range(nodes, child.nodes);
    return nodes;
  };
  Run best;
  for (size_t period = 1; start + 2 * period <= children.size(); ++period) {
    size_t end = start + period;
    while (end < children.size() &&
           children[end].key == children[end - period].key)
      ++end;
    size_t times = (end - start) / period;
    std::vector<unsigned> first;
    if (times > 1)
      first = getNodes(start, period);
    if (first.size() < fewest || first.size() * (times - 1) <= best.left)
      continue;
    uint64_t hash = hashEdges(first);
    size_t same = 1;
    while (same < times &&
           hashEdges(getNodes(start + same * period, period)) == hash)
      ++same;
    if (size_t left = first.size() * (same - 1); left > best.left)
      best = {period, same, left};
  }
  return best;
}

/// Returns the time of the child and its contents.
double Folder::addSeconds(const Child &child) const {
  if (!child.isPart)
    return graph.nodes[child.number].seconds;
  double seconds = graph.parts[child.number].seconds;
  for (const Child &inner : below[child.number])
    seconds += addSeconds(inner);
  return seconds;
}

void Folder::keep(const Child &child, PartNumber to) {
  auto keepNode = [&](unsigned node) {
    numbers[node] = folded.nodes.size();
    folded.nodes.push_back(graph.nodes[node]);
    folded.nodes.back().part = to;
  };
  for_each(child.inputs, keepNode);
  if (!child.isPart)
    return keepNode(child.number);
  PartNumber made = folded.parts.size();
  folded.parts.push_back(graph.parts[child.number]);
  folded.parts.back().parent = to;
  foldIn(child.number, made);
}

void Folder::foldIn(PartNumber part, PartNumber to) {
  ArrayRef<Child> children = below[part.value_or(graph.parts.size())];
  for (size_t start = 0; start < children.size();) {
    Run run = findRun(children, start);
    if (run.times == 1) {
      keep(children[start++], to);
      continue;
    }
    PartNumber repeat = folded.parts.size();
    folded.parts.push_back(
        {GraphPart::Repeat, std::to_string(run.times) + " times", "", 0, to});
    for (const Child &child : children.slice(start, run.period * run.times))
      folded.parts[*repeat].seconds += addSeconds(child);
    for (size_t end = start + run.period; start < end; ++start)
      keep(children[start], repeat);
    for (size_t twin = 0; twin < run.period * (run.times - 1); ++twin, ++start)
      for (auto [node, first] : zip_equal(children[start].nodes,
                                          children[start - run.period].nodes)) {
        numbers[node] = numbers[first];
        isTwin[node] = true;
      }
  }
}

/// Adds the edges, without those from inputs of omitted nodes. Edges between
/// repetitions stay.
void Folder::addEdges() {
  DenseSet<std::pair<unsigned, unsigned>> known;
  for (const GraphEdge &edge : graph.edges) {
    if (edge.how == GraphEdge::Given && isTwin[edge.to])
      continue;
    GraphEdge mapped = edge;
    mapped.from = numbers[edge.from];
    mapped.to = numbers[edge.to];
    if (known.insert({mapped.from, mapped.to}).second)
      folded.edges.push_back(std::move(mapped));
  }
}

ProgramGraph Folder::fold() {
  folded.function = graph.function;
  folded.about = graph.about;
  folded.ranks = graph.ranks;
  below.back() = makeChildren(std::nullopt);
  foldIn(std::nullopt, std::nullopt);
  addEdges();
  return std::move(folded);
}

ProgramGraph foldRepeats(const ProgramGraph &graph) {
  return Folder(graph).fold();
}

} // namespace ag
