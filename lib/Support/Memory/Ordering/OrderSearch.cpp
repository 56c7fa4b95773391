//===- OrderSearch.cpp - an order below a given peak ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Dynamic programming over states, the sets S of steps that are done, in the
// order of their number of steps (as Ahn et al., "Ordering Chaos", MLSys 2020),
// with a fixed limit. Two rules prune most states. Both are safe: if some order
// from S stays within the limit, so does one that obeys the rule.
//
//  1. Free moves. Consider a run of steps from S within the limit, each ready
//     only by the one before it, after which no more memory lives than in S or
//     at any time in between. Such a run is done at once. Proof: let A be the
//     steps of the run. In the rest of any order from S, moving A to the front
//     makes each later state T into T u A, and L(T u A) <= L(T) + L(S u A) -
//     L(T n (S u A)) <= L(T), as the last term is that of a state inside the
//     run, and none there is lower than S u A. The same holds during steps.
//  2. Valleys. If T was reached from the root R, and L(T) <= L(R), all other
//     states are dropped and T becomes the root. This requires that no state
//     between R and T is lower than T. Let X be the lowest between R and T: the
//     states on the way to T, each intersected with X, lead to X, and within
//     the limit, as L(U n X) <= L(U) + L(X) - L(U u X) <= L(U). So X, or X
//     after free moves, would have been seen before T, as it has fewer steps.
//     (Free moves in states on the way to X are free in T, too, where less
//     memory lives, so that they are done there.)
//
// With rule 2, a graph that is a tree towards its end, or with reversed time
// from its beginning, has few states: the search finds Liu's hills and valleys
// ("An application of generalized tree pebbling", 1987). If there are too many
// states, only the `width` lowest for each number of steps are followed; a
// failure then proves nothing.
//
//===----------------------------------------------------------------------===//
#include "OrderSearch.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <climits>
#include <optional>
#include <queue>
#include <unordered_set>

namespace ag::memory_order {
namespace {
class StateSearch {
public:
  StateSearch(const Graph &graph, int64_t limit, unsigned width,
              int64_t &effort)
      : graph(graph), limit(limit), width(width), effort(effort),
        progress(graph), wordCount(graph.steps.size() / 64 + 1),
        current(wordCount), places(graph.steps.size()) {
    for (unsigned step = 0; step < graph.steps.size(); ++step)
      if (progress.isReady(step))
        addReady(step);
  }

  Attempt run();

private:
  struct Node {
    unsigned parent;
    /// The number of steps that are done.
    unsigned count;
    int64_t live;
    /// The steps that lead from the parent to it: a range of `moves`.
    size_t firstMove, endMove;
  };
  /// Hashes states by their words.
  struct Hash {
    StateSearch *search;
    size_t operator()(unsigned node) const {
      return llvm::hash_combine_range(search->wordsOf(node));
    }
  };
  struct Equal {
    StateSearch *search;
    bool operator()(unsigned a, unsigned b) const {
      return search->wordsOf(a) == search->wordsOf(b);
    }
  };

  llvm::ArrayRef<uint64_t> wordsOf(unsigned node) const {
    return llvm::ArrayRef(words).slice(node * wordCount, wordCount);
  }
  Progress::Effect look(unsigned step) {
    --effort;
    return progress.effectOf(step);
  }
  void addReady(unsigned step) {
    places[step] = ready.size();
    ready.push_back(step);
  }
  void execute(unsigned step);
  void undoTo(size_t count);
  bool enter(unsigned step);
  bool runFreely(unsigned step);
  void runAllFree();
  void makeRoot();
  void addState(unsigned parent, size_t from);
  void moveTo(unsigned node);
  void expand(unsigned node);
  Attempt finish(Attempt::Outcome outcome);

  const Graph &graph;
  const int64_t limit;
  const unsigned width;
  int64_t &effort;
  int64_t leastRefused = INT64_MAX;

  /// The present state: the steps that are done, in their order. The first
  /// `rootCount` of them are final.
  Progress progress;
  size_t wordCount;
  std::vector<uint64_t> current;
  Steps done;
  size_t rootCount = 0;
  /// The ready steps, and each step's present or last index there.
  Steps ready, places;
  unsigned at = 0;

  /// The states seen since the root, which has the number 0.
  std::vector<Node> nodes;
  std::vector<uint64_t> words;
  Steps moves;
  std::unordered_set<unsigned, Hash, Equal> seen{64, Hash{this}, Equal{this}};
  /// Ordered by the number of steps, then by live memory.
  using Entry = std::tuple<unsigned, int64_t, unsigned>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
};

void StateSearch::execute(unsigned step) {
  progress.execute(step);
  current[step / 64] |= uint64_t(1) << step % 64;
  done.push_back(step);
  places[ready.back()] = places[step];
  ready[places[step]] = ready.back();
  ready.pop_back();
  for (unsigned other : graph.steps[step].behind)
    if (progress.isReady(other))
      addReady(other);
}

void StateSearch::undoTo(size_t count) {
  while (done.size() > count) {
    unsigned step = done.back();
    done.pop_back();
    current[step / 64] &= ~(uint64_t(1) << step % 64);
    for (unsigned other : graph.steps[step].behind)
      ready.resize(ready.size() - progress.isReady(other));
    // Restores the order of `ready`, on which the search depends.
    unsigned place = places[step];
    ready.push_back(step);
    std::swap(ready[place], ready.back());
    places[ready.back()] = ready.size() - 1;
    places[step] = place;
    progress.undo(step);
  }
}

/// Executes `step` and returns true, if the limit allows it.
bool StateSearch::enter(unsigned step) {
  int64_t during = look(step).during;
  if (during > limit) {
    leastRefused = std::min(leastRefused, during);
    return false;
  }
  execute(step);
  return true;
}

/// Applies rule 1 to a run that begins at `step`. Returns true if the run is
/// free and was executed.
bool StateSearch::runFreely(unsigned step) {
  size_t before = done.size();
  int64_t level = progress.live();
  std::optional<unsigned> next = step;
  for (unsigned length = 0; next && length < longestRun; ++length) {
    if (!enter(*next))
      break;
    if (progress.live() <= level)
      return true;
    effort -= llvm::count_if(graph.steps[*next].behind, [&](unsigned other) {
      return progress.isReady(other);
    });
    next = progress.findFollower(*next);
  }
  undoTo(before);
  return false;
}

void StateSearch::runAllFree() {
  for (size_t place = 0; place < ready.size();)
    place = runFreely(ready[place]) ? 0 : place + 1;
}

/// Makes the steps that are done final.
void StateSearch::makeRoot() {
  rootCount = done.size();
  seen.clear();
  open = {};
  nodes.clear();
  words.clear();
  moves.clear();
  at = 0;
  addState(0, rootCount);
}

/// Adds the present state, which the steps done since `from` lead to.
void StateSearch::addState(unsigned parent, size_t from) {
  unsigned number = nodes.size();
  words.insert(words.end(), current.begin(), current.end());
  effort -= wordCount;
  if (!seen.insert(number).second) {
    words.resize(number * wordCount);
    return;
  }
  size_t firstMove = moves.size();
  moves.insert(moves.end(), done.begin() + from, done.end());
  nodes.push_back({parent, static_cast<unsigned>(done.size()), progress.live(),
                   firstMove, moves.size()});
  open.emplace(nodes.back().count, nodes.back().live, number);
}

/// Undoes and executes steps until the present state is that of `node`.
void StateSearch::moveTo(unsigned node) {
  llvm::SmallVector<unsigned> way;
  for (unsigned target = node; at != target;) {
    if (nodes[at].count >= nodes[target].count) {
      at = nodes[at].parent;
      undoTo(nodes[at].count);
    } else {
      way.push_back(target);
      target = nodes[target].parent;
    }
  }
  for (unsigned each : llvm::reverse(way))
    for (size_t move = nodes[each].firstMove; move < nodes[each].endMove;
         ++move, --effort)
      execute(moves[move]);
  at = node;
}

void StateSearch::expand(unsigned node) {
  size_t before = done.size();
  const Steps steps = ready;
  for (unsigned step : steps) {
    if (!enter(step))
      continue;
    runAllFree();
    addState(node, before);
    undoTo(before);
  }
}

Attempt StateSearch::finish(Attempt::Outcome outcome) {
  if (outcome != Attempt::Found)
    undoTo(rootCount);
  return {outcome, std::move(done), leastRefused};
}

Attempt StateSearch::run() {
  runAllFree();
  makeRoot();
  bool isWhole = true;
  unsigned count = 0, followed = 0;
  while (!open.empty()) {
    unsigned node = std::get<2>(open.top());
    open.pop();
    followed = nodes[node].count == count ? followed + 1 : 0;
    count = nodes[node].count;
    if (followed >= width) {
      isWhole = false;
      continue;
    }
    moveTo(node);
    if (count == graph.steps.size())
      return finish(Attempt::Found);
    if (effort <= 0)
      return finish(Attempt::GaveUp);
    if (node != 0 && nodes[node].live <= nodes[0].live) {
      makeRoot();
      continue;
    }
    expand(node);
    // The root has a single successor.
    if (node == 0 && nodes.size() == 2) {
      moveTo(1);
      makeRoot();
    }
  }
  Attempt attempt = finish(isWhole ? Attempt::Refuted : Attempt::GaveUp);
  // The omitted states may have had other beginnings.
  if (!isWhole)
    attempt.order.clear();
  return attempt;
}

/// Continues a search that gave up at `start`, from the end of the graph.
Attempt continueFromEnd(const Graph &graph, Attempt start, int64_t limit,
                        int64_t &effort) {
  std::vector<bool> isDone(graph.steps.size());
  for (unsigned step : start.order)
    isDone[step] = true;
  Steps order = start.order;
  for (unsigned step = 0; step < graph.steps.size(); ++step)
    if (!isDone[step])
      order.push_back(step);
  size_t begin = start.order.size();
  Graph rest = graph.part(order, begin, order.size()).reversed();
  Attempt end = StateSearch(rest, limit, UINT_MAX, effort).run();
  if (end.outcome != Attempt::Found)
    return {end.outcome, {}, std::min(start.leastRefused, end.leastRefused)};
  for (unsigned step : reverseOrder(end.order))
    start.order.push_back(order[begin + step]);
  start.outcome = Attempt::Found;
  return start;
}
} // namespace

Attempt orderWithin(const Graph &graph, int64_t limit, unsigned width,
                    int64_t &effort) {
  bool isWhole = width == UINT_MAX;
  int64_t forwards = effort / 2, rest = effort - forwards;
  Attempt attempt = StateSearch(graph, limit, width, forwards).run();
  effort = rest + forwards;
  if (attempt.outcome != Attempt::GaveUp)
    return attempt;
  if (isWhole)
    return continueFromEnd(graph, std::move(attempt), limit, effort);
  attempt = StateSearch(graph.reversed(), limit, width, effort).run();
  attempt.order = reverseOrder(attempt.order);
  return attempt;
}

} // namespace ag::memory_order
