//===- ValleyFill.cpp - packing from the bottom up, fast ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ValleyFill.h"
#include "Order.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <cmath>
#include <queue>

namespace ag {
namespace {
constexpr unsigned noItem = ~0u;

double measure(const Item &item, LargestBy key) {
  auto size = static_cast<double>(item.size);
  double length = item.end() - item.first();
  switch (key) {
  case LargestBy::Length:
    return length;
  case LargestBy::Size:
    return size;
  case LargestBy::Area:
    return size * length;
  case LargestBy::SizeRootLength:
    return size * std::sqrt(length);
  }
  llvm_unreachable("all keys have a measure");
}

/// A tree of unplaced items, sorted by first section. Each node has the least
/// end and the best rank of its leaves.
class StartTree {
public:
  struct Leaf {
    unsigned first, end, rank;
  };
  StartTree(llvm::ArrayRef<Leaf> items, unsigned sections);

  /// Returns the best rank of an item within [first, end), if it is better than
  /// `best`, or else `best`.
  unsigned findBest(unsigned first, unsigned end, unsigned best) const;
  void remove(unsigned leaf);

private:
  struct Node {
    unsigned leastEnd = noItem;
    unsigned bestRank = noItem;
  };
  struct Query {
    unsigned from, to, end;
  };
  void update(unsigned node) {
    const Node &left = nodes[2 * node], &right = nodes[2 * node + 1];
    nodes[node] = {std::min(left.leastEnd, right.leastEnd),
                   std::min(left.bestRank, right.bestRank)};
  }
  void search(const Query &query, unsigned node, unsigned low, unsigned high,
              unsigned &best) const;

  /// For each section, the first leaf that begins there or later.
  std::vector<unsigned> leafAt;
  unsigned leaves;
  std::vector<Node> nodes;
};

/// The unplaced items, in a tree for each power of four of their lengths. A
/// search for short items then does not visit the long ones, which fit nowhere;
/// and within one tree, ends have nearly the order of starts.
class Unplaced {
public:
  Unplaced(llvm::ArrayRef<Item> items, unsigned sections, LargestBy key);

  /// Removes and returns the largest item within [first, end), or noItem if
  /// there is none.
  unsigned takeLargest(unsigned first, unsigned end);

private:
  static unsigned kindOf(const Item &item) {
    return llvm::Log2_32(item.end() - item.first()) / 2;
  }

  /// The items, largest first. The other two lists have the tree of each, and
  /// the leaf in it.
  std::vector<unsigned> itemOfRank;
  std::vector<unsigned> kindOfRank, leafOfRank;
  std::vector<StartTree> trees;
};
} // namespace

StartTree::StartTree(llvm::ArrayRef<Leaf> items, unsigned sections)
    : leafAt(sections + 1),
      leaves(llvm::PowerOf2Ceil(std::max<size_t>(items.size(), 1))),
      nodes(2 * leaves) {
  for (auto [leaf, item] : llvm::enumerate(items)) {
    ++leafAt[item.first + 1];
    nodes[leaves + leaf] = {item.end, item.rank};
  }
  std::partial_sum(leafAt.begin(), leafAt.end(), leafAt.begin());
  for (unsigned node = leaves - 1; node > 0; --node)
    update(node);
}

void StartTree::search(const Query &query, unsigned node, unsigned low,
                       unsigned high, unsigned &best) const {
  if (high <= query.from || query.to <= low ||
      nodes[node].leastEnd > query.end || nodes[node].bestRank >= best)
    return;
  if (node >= leaves) {
    best = nodes[node].bestRank;
    return;
  }
  unsigned middle = (low + high) / 2;
  bool isLeftBetter = nodes[2 * node].bestRank < nodes[2 * node + 1].bestRank;
  if (isLeftBetter)
    search(query, 2 * node, low, middle, best);
  search(query, 2 * node + 1, middle, high, best);
  if (!isLeftBetter)
    search(query, 2 * node, low, middle, best);
}

unsigned StartTree::findBest(unsigned first, unsigned end,
                             unsigned best) const {
  Query query{leafAt[first], leafAt[end], end};
  if (query.from < query.to)
    search(query, 1, 0, leaves, best);
  return best;
}

void StartTree::remove(unsigned leaf) {
  unsigned node = leaves + leaf;
  nodes[node] = {};
  while (node /= 2)
    update(node);
}

Unplaced::Unplaced(llvm::ArrayRef<Item> items, unsigned sections, LargestBy key)
    : itemOfRank(orderBy(items.size(),
                         [&](unsigned i) {
                           return std::tuple(-measure(items[i], key),
                                             -items[i].size, items[i].first());
                         })),
      kindOfRank(items.size()), leafOfRank(items.size()) {
  std::vector<unsigned> byFirst = orderBy(items.size(), [&](unsigned rank) {
    return items[itemOfRank[rank]].first();
  });
  std::vector<std::vector<StartTree::Leaf>> leaves;
  for (unsigned rank : byFirst) {
    const Item &item = items[itemOfRank[rank]];
    unsigned kind = kindOfRank[rank] = kindOf(item);
    if (kind >= leaves.size())
      leaves.resize(kind + 1);
    leafOfRank[rank] = leaves[kind].size();
    leaves[kind].push_back({item.first(), item.end(), rank});
  }
  for (std::vector<StartTree::Leaf> &each : leaves)
    trees.emplace_back(each, sections);
}

unsigned Unplaced::takeLargest(unsigned first, unsigned end) {
  unsigned best = noItem;
  unsigned kinds =
      std::min<size_t>(trees.size(), llvm::Log2_32(end - first) / 2 + 1);
  for (unsigned kind = kinds; kind-- > 0;)
    best = trees[kind].findBest(first, end, best);
  if (best == noItem)
    return noItem;
  trees[kindOfRank[best]].remove(leafOfRank[best]);
  return itemOfRank[best];
}

namespace {
/// The skyline as segments of constant height; the heights of neighbours
/// differ. A segment is identified by its first section.
class Valleys {
public:
  explicit Valleys(unsigned sections)
      : sections(sections), segments(sections + 1) {
    add({0, 0, sections});
  }

  struct Segment {
    int64_t height = 0;
    unsigned first = 0, end = 0;
  };
  /// Removes and returns the lowest segment, the first one if there are
  /// several.
  Segment lowest();
  /// Raises `valley` to its lower wall. It must have a wall.
  void raise(const Segment &valley);
  /// Raises the sections [first, end) of `valley` to `height`.
  void fill(const Segment &valley, unsigned first, unsigned end,
            int64_t height);

private:
  /// Adds a segment, joined with neighbours of the same height.
  void add(Segment segment);
  bool isThere(const Segment &segment) const {
    const Segment &now = segments[segment.first];
    return now.end == segment.end && now.height == segment.height;
  }
  const Segment *before(const Segment &segment) const {
    return segment.first == 0 ? nullptr : &segments[firstOfEnd[segment.first]];
  }
  const Segment *after(const Segment &segment) const {
    return segment.end == sections ? nullptr : &segments[segment.end];
  }
  struct IsHigher {
    bool operator()(const Segment &a, const Segment &b) const {
      return a.height != b.height ? a.height > b.height : a.first > b.first;
    }
  };

  unsigned sections;
  /// Indexed by first section. `end` is 0 if no segment begins there.
  std::vector<Segment> segments;
  /// For each section, the first section of the segment that ends there.
  std::vector<unsigned> firstOfEnd = std::vector<unsigned>(sections + 1);
  /// Entries may be out of date.
  std::priority_queue<Segment, std::vector<Segment>, IsHigher> heap;
};
} // namespace

void Valleys::add(Segment segment) {
  if (segment.first == segment.end)
    return;
  if (const Segment *left = before(segment);
      left && left->end == segment.first && left->height == segment.height)
    segment.first = left->first;
  if (const Segment *right = after(segment);
      right && right->end != 0 && right->height == segment.height) {
    unsigned gone = segment.end;
    segment.end = right->end;
    segments[gone].end = 0;
  }
  segments[segment.first] = segment;
  firstOfEnd[segment.end] = segment.first;
  heap.push(segment);
}

Valleys::Segment Valleys::lowest() {
  while (!isThere(heap.top()))
    heap.pop();
  Segment segment = heap.top();
  heap.pop();
  return segment;
}

void Valleys::raise(const Segment &valley) {
  const Segment *left = before(valley), *right = after(valley);
  assert((left || right) && "everything fits between no walls");
  int64_t height = !left    ? right->height
                   : !right ? left->height
                            : std::min(left->height, right->height);
  segments[valley.first].end = 0;
  add({height, valley.first, valley.end});
}

void Valleys::fill(const Segment &valley, unsigned first, unsigned end,
                   int64_t height) {
  segments[valley.first].end = 0;
  // The parts that stay low come first, so that the new segment can only be
  // joined with the walls.
  if (valley.first < first)
    add({valley.height, valley.first, first});
  if (end < valley.end)
    add({valley.height, end, valley.end});
  add({height, first, end});
}

Offsets fillValleys(const Problem &problem, LargestBy key) {
  Unplaced unplaced(problem.items, problem.sections, key);
  Valleys valleys(problem.sections);
  Offsets offsets(problem.items.size());
  for (size_t placed = 0; placed < offsets.size();) {
    Valleys::Segment valley = valleys.lowest();
    unsigned index = unplaced.takeLargest(valley.first, valley.end);
    if (index == noItem) {
      valleys.raise(valley);
      continue;
    }
    const Item &item = problem.items[index];
    offsets[index] = llvm::alignToPowerOf2(valley.height, item.alignment);
    valleys.fill(valley, item.first(), item.end(), offsets[index] + item.size);
    ++placed;
  }
  return offsets;
}

} // namespace ag
