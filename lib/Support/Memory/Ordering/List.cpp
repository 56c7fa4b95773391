//===- List.cpp - an order by rules of thumb ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A run starts at a ready step, and each further step becomes ready by the one
// before it. Its memory climbs a hill and descends into a valley. Runs that do
// not interact are best ordered as follows (Liu, "An application of generalized
// tree pebbling", 1987): first the runs that end lower than they begin, the
// lowest hill first; then the others, the greatest descent from hill to valley
// first.
//
//===----------------------------------------------------------------------===//
#include "List.h"
#include "llvm/ADT/STLExtras.h"
#include <queue>
#include <tuple>

namespace ag::memory_order {
namespace {
class ListScheduler {
public:
  explicit ListScheduler(const Graph &graph)
      : graph(graph), progress(graph), isDone(graph.steps.size()),
        versions(graph.steps.size()), left(graph.buffers.size()) {
    for (auto [buffer, count] : llvm::zip(graph.buffers, left))
      count = buffer.steps.size();
  }

  Steps run();

private:
  /// Smaller is better. The last two elements are the step and its version.
  using Rank = std::tuple<bool, int64_t, int64_t, unsigned, unsigned>;

  Steps findRun(unsigned step, int64_t &hill, int64_t &change);
  void rank(unsigned step);
  void rankAround(unsigned step);
  void execute(unsigned step);

  const Graph &graph;
  Progress progress;
  std::vector<bool> isDone;
  /// The number of times that each step was ranked; only the last rank is
  /// valid.
  Steps versions;
  /// For each buffer, the number of its steps that are still to come.
  Steps left;
  std::priority_queue<Rank, std::vector<Rank>, std::greater<>> ready;
  Steps order;
};

/// Returns the run from `step` to its lowest valley. Sets `hill` to the height
/// of its hill, and `change` to the memory that it adds, both relative to now.
Steps ListScheduler::findRun(unsigned step, int64_t &hill, int64_t &change) {
  int64_t level = progress.live(), highest = 0;
  Steps run;
  size_t length = 0;
  std::optional<unsigned> next = step;
  while (next && run.size() < longestRun) {
    highest = std::max(highest, progress.effectOf(*next).during - level);
    progress.execute(*next);
    run.push_back(*next);
    int64_t now = progress.live() - level;
    if (length == 0 || now < change) {
      length = run.size();
      change = now;
      hill = highest;
    }
    next = progress.findFollower(*next);
  }
  for (unsigned each : llvm::reverse(run))
    progress.undo(each);
  run.resize(length);
  return run;
}

void ListScheduler::rank(unsigned step) {
  int64_t hill, change;
  findRun(step, hill, change);
  bool isUp = change > 0;
  ready.emplace(isUp, isUp ? change - hill : hill, change, step,
                ++versions[step]);
}

/// Ranks `step` if it is ready, or else its ready predecessors.
void ListScheduler::rankAround(unsigned step) {
  if (isDone[step])
    return;
  if (progress.isReady(step))
    return rank(step);
  for (unsigned other : graph.steps[step].before)
    if (!isDone[other] && progress.isReady(other))
      rank(other);
}

void ListScheduler::execute(unsigned step) {
  progress.execute(step);
  isDone[step] = true;
  order.push_back(step);
  for (unsigned other : graph.steps[step].behind)
    if (progress.isReady(other))
      rank(other);
  for (unsigned each : graph.steps[step].buffers) {
    const Graph::Buffer &buffer = graph.buffers[each];
    bool isFirst = left[each] == buffer.steps.size() && !buffer.atStart;
    --left[each];
    // The remaining steps of the buffer then no longer allocate it, or the last
    // of them frees it.
    if (isFirst || left[each] == 1)
      for (unsigned other : buffer.steps)
        rankAround(other);
  }
}

Steps ListScheduler::run() {
  for (unsigned step = 0; step < graph.steps.size(); ++step)
    if (progress.isReady(step))
      rank(step);
  while (!ready.empty()) {
    auto [isUp, height, change, step, version] = ready.top();
    ready.pop();
    if (isDone[step] || version != versions[step])
      continue;
    int64_t hill, end;
    for (unsigned each : findRun(step, hill, end))
      execute(each);
  }
  return std::move(order);
}
} // namespace

Steps scheduleAsList(const Graph &graph) { return ListScheduler(graph).run(); }

} // namespace ag::memory_order
