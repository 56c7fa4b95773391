//===- Tree.cpp - an order as for a tree ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This is Liu's algorithm ("An application of generalized tree pebbling to
// sparse matrix factorization", 1987). It is optimal if each step precedes one
// other step directly, and buffers lead from a step to the next. A subtree's
// memory is a sequence of hills, each lower than the one before it, and of
// valleys, each higher. The segments from hill to valley of several subtrees
// are merged by decreasing descent:
//
//   a: up to 9, down to 1              9, then (beside 1) 8 and 5: a peak of 9;
//   b: up to 8, down to 5              b first would have 8, 5, and 5 + 9 = 14.
//
// In other graphs, a step belongs to the first step that it precedes directly,
// and a buffer begins and ends with the first and the last step of the program
// that touch it. In the result, each step is then preceded by the steps that it
// still needs.
//
//===----------------------------------------------------------------------===//
#include "Tree.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace ag::memory_order {
namespace {
/// The steps that lead up to `hill` and down to `valley`, both relative to the
/// subtree's beginning.
struct Segment {
  int64_t hill, valley;
  Steps steps;
};
using Profile = std::vector<Segment>;

/// The maximum length of a profile, which bounds the time; further segments are
/// merged.
constexpr size_t longestProfile = 64;

/// Appends a segment. Merges it with the segments before it, if stopping in the
/// valley between them cannot help.
void appendSegment(Profile &profile, Segment segment) {
  while (!profile.empty() && (profile.back().valley >= segment.valley ||
                              profile.back().hill <= segment.hill ||
                              profile.size() == longestProfile)) {
    Segment &last = profile.back();
    last.steps.insert(last.steps.end(), segment.steps.begin(),
                      segment.steps.end());
    segment.steps = std::move(last.steps);
    segment.hill = std::max(segment.hill, last.hill);
    profile.pop_back();
  }
  profile.push_back(std::move(segment));
}

/// Merges subtrees that do not interact.
Profile mergeProfiles(std::vector<Profile> subtrees) {
  if (subtrees.size() == 1)
    return std::move(subtrees.front());
  struct Piece {
    int64_t descent;
    size_t subtree, index;
  };
  std::vector<Piece> pieces;
  for (auto [subtree, profile] : llvm::enumerate(subtrees))
    for (auto [index, segment] : llvm::enumerate(profile))
      pieces.push_back({segment.hill - segment.valley, subtree, index});
  llvm::sort(pieces, [](const Piece &a, const Piece &b) {
    return std::tuple(-a.descent, a.subtree, a.index) <
           std::tuple(-b.descent, b.subtree, b.index);
  });
  Profile merged;
  int64_t level = 0;
  for (const Piece &piece : pieces) {
    Profile &profile = subtrees[piece.subtree];
    Segment &segment = profile[piece.index];
    level -= piece.index == 0 ? 0 : profile[piece.index - 1].valley;
    appendSegment(merged, {level + segment.hill, level + segment.valley,
                           std::move(segment.steps)});
    level += segment.valley;
  }
  return merged;
}

/// Returns all steps in an order as close to `wanted` as dependences allow.
Steps repair(const Graph &graph, llvm::ArrayRef<unsigned> wanted) {
  Steps order, waiting;
  std::vector<bool> isDone(graph.steps.size());
  for (unsigned step : wanted) {
    waiting.push_back(step);
    while (!waiting.empty()) {
      unsigned next = waiting.back();
      const auto &before = graph.steps[next].before;
      const auto *missing =
          llvm::find_if(before, [&](unsigned each) { return !isDone[each]; });
      if (!isDone[next] && missing != before.end()) {
        waiting.push_back(*missing);
        continue;
      }
      waiting.pop_back();
      if (!isDone[next])
        order.push_back(next);
      isDone[next] = true;
    }
  }
  return order;
}
} // namespace

Steps scheduleAsTree(const Graph &graph) {
  size_t size = graph.steps.size();
  std::vector<int64_t> allocated(size), freed(size);
  for (const Graph::Buffer &buffer : graph.buffers) {
    allocated[buffer.steps.front()] += buffer.atStart ? 0 : buffer.size;
    freed[buffer.steps.back()] += buffer.atEnd ? 0 : buffer.size;
  }
  // For each step, its subtrees; the last entry has those of steps without
  // successors.
  std::vector<std::vector<Profile>> subtrees(size + 1);
  for (size_t step = 0; step < size; ++step) {
    Profile profile = mergeProfiles(std::move(subtrees[step]));
    int64_t level = profile.empty() ? 0 : profile.back().valley;
    int64_t hill = level + allocated[step];
    appendSegment(profile, {hill + graph.steps[step].scratch,
                            hill - freed[step],
                            {static_cast<unsigned>(step)}});
    const auto &behind = graph.steps[step].behind;
    subtrees[behind.empty() ? size : behind.front()].push_back(
        std::move(profile));
  }
  Steps order;
  for (const Segment &segment : mergeProfiles(std::move(subtrees[size])))
    order.insert(order.end(), segment.steps.begin(), segment.steps.end());
  return repair(graph, order);
}

} // namespace ag::memory_order
