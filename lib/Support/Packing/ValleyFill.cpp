//===- ValleyFill.cpp - packing from the bottom up, fast ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ValleyFill.h"
#include "Order.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <queue>

namespace ag {
namespace {
constexpr unsigned none = ~0u;

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

/// The items that are not placed, by their first section, as a tree that knows
/// of each of its branches the least end and the best rank.
class Unplaced {
public:
  Unplaced(llvm::ArrayRef<Item> items, unsigned sections, LargestBy key);

  /// Takes out the largest item within [first, end), or gives none.
  unsigned takeLargest(unsigned first, unsigned end);

private:
  struct Node {
    unsigned leastEnd = none;
    /// Among the items sorted by size, largest first.
    unsigned bestRank = none;
  };
  void update(unsigned node) {
    const Node &left = nodes[2 * node], &right = nodes[2 * node + 1];
    nodes[node] = {std::min(left.leastEnd, right.leastEnd),
                   std::min(left.bestRank, right.bestRank)};
  }
  void search(unsigned node, unsigned low, unsigned high);

  unsigned leaves;
  std::vector<Node> nodes;
  std::vector<unsigned> itemOfRank;
  std::vector<unsigned> leafOfRank;
  /// Of each section, the first leaf of an item that begins there or later.
  std::vector<unsigned> leafOfSection;
  // Of the search that is on:
  unsigned from = 0, to = 0, end = 0, best = none;
};
} // namespace

Unplaced::Unplaced(llvm::ArrayRef<Item> items, unsigned sections, LargestBy key)
    : leaves(llvm::PowerOf2Ceil(std::max<size_t>(items.size(), 1))),
      nodes(2 * leaves),
      itemOfRank(orderBy(items.size(),
                         [&](unsigned i) {
                           return std::tuple(-measure(items[i], key),
                                             -items[i].size, items[i].first());
                         })),
      leafOfRank(items.size()), leafOfSection(sections + 1) {
  for (const Item &item : items)
    ++leafOfSection[item.first() + 1];
  std::partial_sum(leafOfSection.begin(), leafOfSection.end(),
                   leafOfSection.begin());
  std::vector<unsigned> nextLeaf(leafOfSection);
  for (auto [rank, index] : llvm::enumerate(itemOfRank)) {
    unsigned leaf = nextLeaf[items[index].first()]++;
    leafOfRank[rank] = leaf;
    nodes[leaves + leaf] = {items[index].end(), unsigned(rank)};
  }
  for (unsigned node = leaves - 1; node > 0; --node)
    update(node);
}

void Unplaced::search(unsigned node, unsigned low, unsigned high) {
  if (high <= from || to <= low || nodes[node].leastEnd > end ||
      nodes[node].bestRank >= best)
    return;
  if (node >= leaves) {
    best = nodes[node].bestRank;
    return;
  }
  unsigned middle = (low + high) / 2;
  bool isLeftBetter = nodes[2 * node].bestRank < nodes[2 * node + 1].bestRank;
  if (isLeftBetter)
    search(2 * node, low, middle);
  search(2 * node + 1, middle, high);
  if (!isLeftBetter)
    search(2 * node, low, middle);
}

unsigned Unplaced::takeLargest(unsigned first, unsigned end) {
  from = leafOfSection[first];
  to = leafOfSection[end];
  this->end = end;
  best = none;
  search(1, 0, leaves);
  if (best == none)
    return none;
  unsigned node = leaves + leafOfRank[best];
  nodes[node] = {};
  while (node /= 2)
    update(node);
  return itemOfRank[best];
}

namespace {
/// Segments of one height each, neighbours' heights differ. A segment is named
/// by its first section.
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
  /// The lowest segment, the first of those.
  std::optional<Segment> lowest();
  /// Raises it to its lower wall; false if it has none.
  bool raise(const Segment &valley);
  /// Raises [first, end) of it to `height`.
  void fill(const Segment &valley, unsigned first, unsigned end,
            int64_t height);

private:
  /// Of [first, end), joined with neighbours of the same height.
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
  static bool isHigher(const Segment &a, const Segment &b) {
    return std::tie(a.height, a.first) > std::tie(b.height, b.first);
  }

  unsigned sections;
  /// By first section. `end` is 0 where none begins.
  std::vector<Segment> segments;
  /// Of the segment that ends there.
  std::vector<unsigned> firstOfEnd = std::vector<unsigned>(sections + 1);
  /// With some that are gone.
  std::priority_queue<Segment, std::vector<Segment>, decltype(&isHigher)> heap{
      isHigher};
};
} // namespace

void Valleys::add(Segment segment) {
  if (segment.first == segment.end)
    return;
  if (const Segment *left = before(segment);
      left && left->end == segment.first && left->height == segment.height) {
    segment.first = left->first;
  }
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

std::optional<Valleys::Segment> Valleys::lowest() {
  while (!heap.empty()) {
    Segment segment = heap.top();
    heap.pop();
    if (isThere(segment))
      return segment;
  }
  return std::nullopt;
}

bool Valleys::raise(const Segment &valley) {
  const Segment *left = before(valley), *right = after(valley);
  if (!left && !right)
    return false;
  int64_t height = !left    ? right->height
                   : !right ? left->height
                            : std::min(left->height, right->height);
  segments[valley.first].end = 0;
  add({height, valley.first, valley.end});
  return true;
}

void Valleys::fill(const Segment &valley, unsigned first, unsigned end,
                   int64_t height) {
  segments[valley.first].end = 0;
  // What stays low first, so that the new one finds no neighbour to join but
  // the walls.
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
    Valleys::Segment valley = *valleys.lowest();
    unsigned index = unplaced.takeLargest(valley.first, valley.end);
    if (index == none) {
      valleys.raise(valley);
      continue;
    }
    const Item &item = problem.items[index];
    offsets[index] = llvm::alignTo(valley.height, item.alignment);
    valleys.fill(valley, item.first(), item.end(), offsets[index] + item.size);
    ++placed;
  }
  return offsets;
}

} // namespace ag
