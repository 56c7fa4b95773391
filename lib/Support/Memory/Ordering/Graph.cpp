//===- Graph.cpp - what a step does to memory -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Graph.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace ag::memory_order {

static void sortOnce(llvm::SmallVectorImpl<unsigned> &numbers) {
  llvm::sort(numbers);
  numbers.erase(llvm::unique(numbers), numbers.end());
}

Graph Graph::of(const StepGraph &graph) {
  Graph result;
  result.steps.resize(graph.steps.size());
  for (auto [number, step] : llvm::enumerate(graph.steps)) {
    Step &copy = result.steps[number];
    copy.scratch = step.scratch;
    copy.before.assign(step.after.begin(), step.after.end());
    sortOnce(copy.before);
    for (unsigned other : copy.before)
      result.steps[other].behind.push_back(number);
  }
  for (const SharedBuffer &buffer : graph.buffers) {
    Buffer copy{buffer.size, buffer.steps, buffer.atStart, buffer.atEnd};
    sortOnce(copy.steps);
    result.add(std::move(copy));
  }
  return result;
}

void Graph::add(Buffer buffer) {
  if (buffer.atStart && buffer.atEnd)
    always += buffer.size;
  else if (buffer.size > 0 && !buffer.steps.empty()) {
    for (unsigned step : buffer.steps)
      steps[step].buffers.push_back(buffers.size());
    buffers.push_back(std::move(buffer));
  }
}

Graph Graph::part(llvm::ArrayRef<unsigned> order, size_t begin,
                  size_t end) const {
  std::vector<size_t> places(steps.size());
  for (auto [place, step] : llvm::enumerate(order))
    places[step] = place;
  auto isInside = [&](unsigned step) {
    return begin <= places[step] && places[step] < end;
  };
  Graph result;
  result.always = always;
  result.steps.resize(end - begin);
  for (size_t place = begin; place < end; ++place) {
    const Step &step = steps[order[place]];
    Step &copy = result.steps[place - begin];
    copy.scratch = step.scratch;
    for (unsigned other : step.before)
      if (isInside(other))
        copy.before.push_back(places[other] - begin);
    for (unsigned other : step.behind)
      if (isInside(other))
        copy.behind.push_back(places[other] - begin);
  }
  for (const Buffer &buffer : buffers) {
    Buffer copy{buffer.size, {}, buffer.atStart, buffer.atEnd};
    for (unsigned step : buffer.steps) {
      copy.atStart |= places[step] < begin;
      copy.atEnd |= places[step] >= end;
      if (isInside(step))
        copy.steps.push_back(places[step] - begin);
    }
    result.add(std::move(copy));
  }
  return result;
}

Graph Graph::reversed() const {
  Graph result = *this;
  auto renumber = [&](llvm::SmallVectorImpl<unsigned> &numbers) {
    std::reverse(numbers.begin(), numbers.end());
    for (unsigned &number : numbers)
      number = steps.size() - 1 - number;
  };
  std::reverse(result.steps.begin(), result.steps.end());
  for (Step &step : result.steps) {
    std::swap(step.before, step.behind);
    renumber(step.before);
    renumber(step.behind);
  }
  for (Buffer &buffer : result.buffers) {
    std::swap(buffer.atStart, buffer.atEnd);
    renumber(buffer.steps);
  }
  return result;
}

Steps reverseOrder(llvm::ArrayRef<unsigned> order) {
  Steps result;
  for (unsigned step : llvm::reverse(order))
    result.push_back(order.size() - 1 - step);
  return result;
}

//===----------------------------------------------------------------------===//
// Progress
//===----------------------------------------------------------------------===//

Progress::Progress(const Graph &graph)
    : graph(graph), touched(graph.buffers.size()), bytes(graph.always) {
  waiting.reserve(graph.steps.size());
  for (const Graph::Step &step : graph.steps)
    waiting.push_back(step.before.size());
  for (const Graph::Buffer &buffer : graph.buffers)
    bytes += buffer.atStart ? buffer.size : 0;
}

Progress::Effect Progress::effectOf(unsigned number) const {
  const Graph::Step &step = graph.steps[number];
  int64_t during = bytes, freed = 0;
  for (unsigned each : step.buffers) {
    const Graph::Buffer &buffer = graph.buffers[each];
    if (touched[each] == 0 && !buffer.atStart)
      during += buffer.size;
    if (touched[each] + 1 == buffer.steps.size() && !buffer.atEnd)
      freed += buffer.size;
  }
  return {during + step.scratch, during - freed};
}

void Progress::execute(unsigned number) {
  bytes = effectOf(number).then;
  for (unsigned each : graph.steps[number].buffers)
    ++touched[each];
  for (unsigned other : graph.steps[number].behind)
    --waiting[other];
}

void Progress::undo(unsigned number) {
  for (unsigned other : graph.steps[number].behind)
    ++waiting[other];
  for (unsigned each : graph.steps[number].buffers)
    --touched[each];
  bytes -= effectOf(number).then - bytes;
}

std::optional<unsigned> Progress::findFollower(unsigned step) const {
  std::optional<std::pair<int64_t, unsigned>> best;
  for (unsigned other : graph.steps[step].behind)
    if (isReady(other)) {
      std::pair<int64_t, unsigned> entry(effectOf(other).then, other);
      best = best ? std::min(*best, entry) : entry;
    }
  return best ? std::optional(best->second) : std::nullopt;
}

std::vector<int64_t> profileOf(const Graph &graph,
                               llvm::ArrayRef<unsigned> order) {
  Progress progress(graph);
  std::vector<int64_t> profile;
  profile.reserve(order.size());
  for (unsigned step : order) {
    profile.push_back(progress.effectOf(step).during);
    progress.execute(step);
  }
  return profile;
}

int64_t peakOf(const Graph &graph, llvm::ArrayRef<unsigned> order) {
  std::vector<int64_t> profile = profileOf(graph, order);
  return profile.empty() ? 0 : *llvm::max_element(profile);
}

//===----------------------------------------------------------------------===//
// The bound
//===----------------------------------------------------------------------===//

/// For each step, returns the steps that precede it in every order, or follow
/// it if not `isBefore`, and itself.
static std::vector<llvm::BitVector> reachability(const Graph &graph,
                                                 bool isBefore) {
  size_t size = graph.steps.size();
  std::vector<llvm::BitVector> reached(size, llvm::BitVector(size));
  for (size_t i = 0; i < size; ++i) {
    size_t number = isBefore ? i : size - 1 - i;
    const Graph::Step &step = graph.steps[number];
    reached[number].set(number);
    for (unsigned other : isBefore ? step.before : step.behind)
      reached[number] |= reached[other];
  }
  return reached;
}

/// Returns the bytes that each step touches.
static std::vector<int64_t> sumTouched(const Graph &graph) {
  std::vector<int64_t> sums(graph.steps.size(), graph.always);
  for (const Graph::Buffer &buffer : graph.buffers)
    for (unsigned step : buffer.steps)
      sums[step] += buffer.size;
  return sums;
}

/// Returns the bytes that live during each step in every order.
static std::vector<int64_t> sumNeeded(const Graph &graph) {
  size_t size = graph.steps.size();
  std::vector<int64_t> sums(size, graph.always);
  std::vector<llvm::BitVector> earlier = reachability(graph, true);
  std::vector<llvm::BitVector> later = reachability(graph, false);
  for (const Graph::Buffer &buffer : graph.buffers) {
    llvm::BitVector begun(size, buffer.atStart), open(size, buffer.atEnd);
    for (unsigned step : buffer.steps) {
      begun |= later[step];
      open |= earlier[step];
    }
    begun &= open;
    for (unsigned step : begun.set_bits())
      sums[step] += buffer.size;
  }
  return sums;
}

int64_t boundOf(const Graph &graph) {
  constexpr size_t large = 1024;
  std::vector<int64_t> sums =
      graph.steps.size() > large ? sumTouched(graph) : sumNeeded(graph);
  int64_t bound = 0;
  for (auto [step, bytes] : llvm::zip(graph.steps, sums))
    bound = std::max(bound, bytes + step.scratch);
  return bound;
}

} // namespace ag::memory_order
