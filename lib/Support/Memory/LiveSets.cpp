//===- LiveSets.cpp - when buffers live in a partial order ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/LiveSets.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <functional>
#include <queue>

namespace ag {
namespace {
using Bits = llvm::BitVector;

class LiveSetFinder {
public:
  LiveSetFinder(const PartialOrder &order,
                llvm::ArrayRef<llvm::SmallVector<unsigned>> buffers)
      : order(order), buffers(buffers), liveSets(buffers.size()) {}

  llvm::Expected<std::vector<LiveSet>> find();

private:
  llvm::Error check() const;
  /// Returns false if the order has a cycle.
  bool sortPoints();
  void findFollowers();
  void findConflicts();
  void addSectionsOfLine();
  void addSectionFor(unsigned a, unsigned b);

  const PartialOrder &order;
  llvm::ArrayRef<llvm::SmallVector<unsigned>> buffers;
  std::vector<unsigned> line;
  /// For each point, the points that happen after it.
  std::vector<Bits> followers;
  /// For each buffer, the buffers that it conflicts with, and those among them
  /// with which it has no common section yet.
  std::vector<Bits> conflicts, missing;
  unsigned sections = 0;
  std::vector<LiveSet> liveSets;
};
} // namespace

llvm::Error LiveSetFinder::check() const {
  auto refuse = [&](const llvm::Twine &what, unsigned point) {
    return llvm::createStringError(what + " names point " + llvm::Twine(point) +
                                   "; expected one below " +
                                   llvm::Twine(order.points));
  };
  for (auto [before, after] : order.edges)
    if (unsigned point = std::max(before, after); point >= order.points)
      return refuse("an edge", point);
  for (auto [index, points] : llvm::enumerate(buffers))
    for (unsigned point : points)
      if (point >= order.points)
        return refuse("buffer " + llvm::Twine(index), point);
  return llvm::Error::success();
}

/// Sorts the points topologically; among ready points, the one with the least
/// number comes first.
bool LiveSetFinder::sortPoints() {
  std::vector<llvm::SmallVector<unsigned>> next(order.points);
  std::vector<unsigned> waitsFor(order.points);
  for (auto [before, after] : order.edges) {
    next[before].push_back(after);
    ++waitsFor[after];
  }
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned point = 0; point < order.points; ++point)
    if (waitsFor[point] == 0)
      ready.push(point);
  while (!ready.empty()) {
    unsigned point = ready.top();
    ready.pop();
    line.push_back(point);
    for (unsigned after : next[point])
      if (--waitsFor[after] == 0)
        ready.push(after);
  }
  return line.size() == order.points;
}

void LiveSetFinder::findFollowers() {
  std::vector<llvm::SmallVector<unsigned>> next(order.points);
  for (auto [before, after] : order.edges)
    next[before].push_back(after);
  followers.assign(order.points, Bits(order.points));
  for (unsigned point : llvm::reverse(line))
    for (unsigned after : next[point]) {
      followers[point].set(after);
      followers[point] |= followers[after];
    }
}

void LiveSetFinder::findConflicts() {
  std::vector<Bits> members, after;
  for (llvm::ArrayRef<unsigned> points : buffers) {
    Bits &own = members.emplace_back(order.points);
    Bits &later = after.emplace_back(order.points, true);
    for (unsigned point : points) {
      own.set(point);
      later &= followers[point];
    }
  }
  // test() returns true if its object has a point that its argument lacks.
  auto isBefore = [&](size_t a, size_t b) {
    return !members[b].test(after[a]);
  };
  conflicts.assign(buffers.size(), Bits(buffers.size()));
  for (size_t a = 0; a < buffers.size(); ++a)
    for (size_t b = 0; b < a; ++b)
      if (!buffers[a].empty() && !buffers[b].empty() && !isBefore(a, b) &&
          !isBefore(b, a)) {
        conflicts[a].set(b);
        conflicts[b].set(a);
      }
  missing = conflicts;
}

/// Adds a section for each point of the linear order. Buffers that live at the
/// same point of it are not ordered, and so conflict.
void LiveSetFinder::addSectionsOfLine() {
  std::vector<unsigned> place(order.points);
  for (auto [index, point] : llvm::enumerate(line))
    place[point] = index;
  std::vector<Bits> livesAt(order.points, Bits(buffers.size()));
  for (auto [index, points] : llvm::enumerate(buffers)) {
    if (points.empty())
      continue;
    auto places = llvm::map_range(points, [&](unsigned p) { return place[p]; });
    unsigned first = *llvm::min_element(places);
    unsigned last = *llvm::max_element(places);
    liveSets[index].push_back({first, last + 1});
    for (unsigned at = first; at <= last; ++at)
      livesAt[at].set(index);
  }
  for (const Bits &together : livesAt)
    for (unsigned buffer : together.set_bits())
      missing[buffer].reset(together);
  sections = order.points;
}

/// Adds a section for a maximal set of conflicting buffers that includes both.
/// The next member is always the candidate with the most missing conflicts with
/// the set.
void LiveSetFinder::addSectionFor(unsigned a, unsigned b) {
  Bits together(buffers.size());
  Bits candidates(conflicts[a]);
  candidates &= conflicts[b];
  together.set(a);
  together.set(b);
  while (candidates.any()) {
    unsigned best = candidates.find_first(), most = 0;
    for (unsigned candidate : candidates.set_bits()) {
      Bits shown(missing[candidate]);
      shown &= together;
      if (unsigned count = shown.count(); count > most) {
        best = candidate;
        most = count;
      }
    }
    together.set(best);
    candidates &= conflicts[best];
  }
  for (unsigned buffer : together.set_bits()) {
    missing[buffer].reset(together);
    LiveSet &live = liveSets[buffer];
    if (live.back().end == sections)
      ++live.back().end;
    else
      live.push_back({sections, sections + 1});
  }
  ++sections;
}

llvm::Expected<std::vector<LiveSet>> LiveSetFinder::find() {
  if (llvm::Error error = check())
    return error;
  if (!sortPoints())
    return llvm::createStringError("the points are in a circle: some happen "
                                   "before themselves");
  findFollowers();
  findConflicts();
  addSectionsOfLine();
  for (unsigned a = 0; a < buffers.size(); ++a)
    for (int b = missing[a].find_first(); b >= 0; b = missing[a].find_first())
      addSectionFor(a, b);
  return std::move(liveSets);
}

llvm::Expected<std::vector<LiveSet>>
findLiveSets(const PartialOrder &order,
             llvm::ArrayRef<llvm::SmallVector<unsigned>> pointsOfBuffers) {
  return LiveSetFinder(order, pointsOfBuffers).find();
}

} // namespace ag
