//===- MemoryOrder.cpp - an order of steps that needs little memory -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A step that is ordered with respect to every other step cuts the program into
// two parts that do not affect each other's peaks. The program is therefore a
// sequence of parts. Only parts whose peak exceeds the largest lower bound of
// all parts are reordered, the worst first. For each of them,
//
//  1. list scheduling, and an algorithm that is optimal for trees, give first
//     orders, both in forward and in reversed time;
//  2. the search over states (Ordering/Search.cpp) lowers the peak or raises
//     the bound, until they meet or the effort is spent;
//  3. if the part is too large for that, the same search is applied repeatedly
//     to the steps around the peak;
//  4. changes that turned out to be unnecessary are undone.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/MemoryOrder.h"
#include "Ordering/List.h"
#include "Ordering/OrderSearch.h"
#include "Ordering/Tree.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <climits>
#include <numeric>

namespace ag {
using namespace memory_order;

namespace {
/// The maximum number of steps that are searched at once, and the number of
/// steps in a window around a peak.
constexpr size_t searchedSteps = 1024, windowSteps = 64;
/// The maximum number of parts that are reordered; each takes time linear in
/// the size of the program.
constexpr size_t searchedParts = 256;
/// The numbers of states that are followed, from quick to thorough.
constexpr unsigned widths[] = {4, 64, UINT_MAX};

llvm::Error check(const StepGraph &graph) {
  int64_t total = 0;
  auto add = [&](const llvm::Twine &what, int64_t size) -> llvm::Error {
    if (size < 0)
      return llvm::createStringError(what + ": size " + llvm::Twine(size) +
                                     "; expected 0 or more");
    if (llvm::AddOverflow(total, size, total))
      return llvm::createStringError(
          what + ": with it all sizes together take 2^63 bytes or more");
    return llvm::Error::success();
  };
  for (auto [number, step] : llvm::enumerate(graph.steps)) {
    for (unsigned other : step.after)
      if (other >= number)
        return llvm::createStringError(
            "step " + llvm::Twine(number) + ": is after step " +
            llvm::Twine(other) + "; expected an earlier one of the program");
    if (llvm::Error error = add("step " + llvm::Twine(number), step.scratch))
      return error;
  }
  for (auto [number, buffer] : llvm::enumerate(graph.buffers)) {
    for (unsigned step : buffer.steps)
      if (step >= graph.steps.size())
        return llvm::createStringError(
            "buffer " + llvm::Twine(number) + ": step " + llvm::Twine(step) +
            "; expected one of " + llvm::Twine(graph.steps.size()));
    if (llvm::Error error = add("buffer " + llvm::Twine(number), buffer.size))
      return error;
  }
  return llvm::Error::success();
}

Steps programOrder(const Graph &graph) {
  Steps order(graph.steps.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

//===----------------------------------------------------------------------===//
// Undoing changes
//===----------------------------------------------------------------------===//

/// Returns `order` with the program's steps before `first` and from `last` on
/// in their own positions.
Steps keepEnds(llvm::ArrayRef<unsigned> order, size_t first, size_t last) {
  Steps kept(order.size());
  std::iota(kept.begin(), kept.end(), 0);
  size_t place = first;
  for (unsigned step : order)
    if (first <= step && step < last)
      kept[place++] = step;
  return kept;
}

/// Restores the program's own order for as many first and last steps as
/// possible.
void restoreEnds(const Graph &graph, Steps &order, int64_t peak) {
  size_t first = 0, last = order.size();
  auto advance = [&](auto tryEnds) {
    for (size_t stride = llvm::bit_floor(order.size()); stride > 0; stride /= 2)
      if (first + stride <= last)
        tryEnds(stride);
  };
  auto isGood = [&](size_t from, size_t to) {
    return peakOf(graph, keepEnds(order, from, to)) <= peak;
  };
  advance([&](size_t by) { first += isGood(first + by, last) ? by : 0; });
  advance([&](size_t by) { last -= isGood(first, last - by) ? by : 0; });
  order = keepEnds(order, first, last);
}

/// Swaps neighbours that are not in the program's order, if this does not raise
/// the peak above `peak`.
void restoreNeighbours(const Graph &graph, Steps &order, int64_t peak) {
  constexpr unsigned rounds = 8;
  bool isChanged = true;
  for (unsigned round = 0; isChanged && round < rounds; ++round) {
    isChanged = false;
    Progress progress(graph);
    for (size_t place = 0; place + 1 < order.size(); ++place) {
      unsigned &a = order[place], &b = order[place + 1];
      if (b < a && progress.isReady(b) && progress.effectOf(b).during <= peak) {
        progress.execute(b);
        bool isGood = progress.effectOf(a).during <= peak;
        progress.undo(b);
        if (isGood)
          std::swap(a, b);
        isChanged |= isGood;
      }
      progress.execute(a);
    }
  }
}

//===----------------------------------------------------------------------===//
// One part
//===----------------------------------------------------------------------===//

/// Finds an order for the steps from `begin` to `end` of the program.
class PartOrder {
public:
  PartOrder(const Graph &program, size_t begin, size_t end, int64_t effort)
      : begin(begin), effort(effort),
        graph(program.part(programOrder(program), begin, end)),
        best(programOrder(graph)), peak(peakOf(graph, best)),
        bound(boundOf(graph)) {}

  /// Lowers the peak, but not below `enough`.
  void improve(int64_t enough);
  /// Undoes changes that are not needed for a peak of `enough`.
  void restore(int64_t enough);
  /// Writes the order into that of the program.
  void writeTo(Steps &order) const;

  int64_t getPeak() const { return peak; }
  /// Returns a lower bound of the part's peak.
  int64_t getBound() const { return bound; }
  int64_t getEffortLeft() const { return std::max<int64_t>(effort, 0); }

private:
  void take(Steps order);
  void schedule();
  void searchWhole(int64_t enough, unsigned width);
  void searchAroundPeaks(int64_t enough);

  size_t begin;
  int64_t effort;
  Graph graph;
  Steps best;
  int64_t peak, bound;
};

void PartOrder::take(Steps order) {
  if (int64_t other = peakOf(graph, order); other < peak) {
    peak = other;
    best = std::move(order);
  }
}

void PartOrder::schedule() {
  Graph reversed = graph.reversed();
  for (auto schedule : {scheduleAsList, scheduleAsTree}) {
    take(schedule(graph));
    take(reverseOrder(schedule(reversed)));
  }
}

/// Narrows the interval of undecided peaks from `enough` to the peak by
/// bisection.
void PartOrder::searchWhole(int64_t enough, unsigned width) {
  int64_t undecided = std::max(enough, bound);
  for (int64_t limit = undecided; undecided < peak && effort > 0;
       limit = undecided + (peak - 1 - undecided) / 2) {
    int64_t share = effort / 4 + 1, unspent = effort - share;
    Attempt attempt = orderWithin(graph, limit, width, share);
    effort = unspent + share;
    if (attempt.outcome == Attempt::Found)
      take(std::move(attempt.order));
    else if (attempt.outcome == Attempt::Refuted)
      undecided = bound = std::min(peak, attempt.leastRefused);
    else
      undecided = limit + 1;
  }
}

/// Reorders the steps in a window around each peak.
void PartOrder::searchAroundPeaks(int64_t enough) {
  while (effort > 0 && enough < peak) {
    std::vector<int64_t> profile = profileOf(graph, best);
    size_t at = llvm::find(profile, peak) - profile.begin();
    size_t first = at - std::min(at, windowSteps / 2);
    size_t last = std::min(first + windowSteps, best.size());
    effort -= graph.steps.size();
    int64_t share = effort / 4 + 1, unspent = effort - share;
    Graph window = graph.part(best, first, last);
    Attempt attempt = orderWithin(window, peak - 1, widths[1], share);
    effort = unspent + share;
    if (attempt.outcome != Attempt::Found)
      return;
    Steps steps(best.begin() + first, best.begin() + last);
    for (auto [place, step] : llvm::enumerate(attempt.order))
      best[first + place] = steps[step];
    peak = peakOf(graph, best);
  }
}

void PartOrder::improve(int64_t enough) {
  enough = std::max(enough, bound);
  if (enough < peak)
    schedule();
  if (graph.steps.size() <= searchedSteps)
    for (unsigned width : widths)
      searchWhole(enough, width);
  searchAroundPeaks(enough);
}

void PartOrder::restore(int64_t enough) {
  if (llvm::is_sorted(best))
    return;
  restoreEnds(graph, best, enough);
  restoreNeighbours(graph, best, enough);
}

void PartOrder::writeTo(Steps &order) const {
  for (auto [place, step] : llvm::enumerate(best))
    order[begin + place] = begin + step;
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

/// Returns the positions at which parts begin: 0, the positions after each step
/// that all earlier steps precede and all later steps follow, and the end.
std::vector<size_t> findCuts(const Graph &graph) {
  size_t size = graph.steps.size();
  // For each position, the minimum of 1 + the last direct predecessor over the
  // steps from there on. If it exceeds i, all these steps follow step i,
  // directly or not.
  std::vector<size_t> leastBefore(size + 1, size);
  for (size_t i = size; i-- > 0;) {
    const auto &before = graph.steps[i].before;
    size_t last = before.empty() ? 0 : before.back() + 1;
    leastBefore[i] = std::min(leastBefore[i + 1], last);
  }
  std::vector<size_t> cuts{0};
  size_t greatestBehind = 0;
  for (size_t i = 0; i < size; ++i) {
    if (greatestBehind <= i && leastBefore[i + 1] > i)
      cuts.push_back(i + 1);
    const auto &behind = graph.steps[i].behind;
    greatestBehind =
        std::max(greatestBehind, behind.empty() ? size : behind.front());
  }
  if (cuts.back() != size)
    cuts.push_back(size);
  return cuts;
}

struct Part {
  size_t begin, end;
  int64_t peak;
};

/// Returns the parts by decreasing peak.
std::vector<Part> findReorderedParts(const Graph &graph,
                                     llvm::ArrayRef<int64_t> profile) {
  std::vector<size_t> cuts = findCuts(graph);
  std::vector<Part> parts;
  for (size_t i = 0; i + 1 < cuts.size(); ++i)
    parts.push_back({cuts[i], cuts[i + 1],
                     *std::max_element(profile.begin() + cuts[i],
                                       profile.begin() + cuts[i + 1])});
  llvm::sort(parts, [](const Part &a, const Part &b) {
    return std::pair(-a.peak, a.begin) < std::pair(-b.peak, b.begin);
  });
  return parts;
}
} // namespace

int64_t livePeakOf(const StepGraph &graph, llvm::ArrayRef<unsigned> order) {
  return peakOf(Graph::of(graph), order);
}

llvm::Expected<MemoryOrder> orderForMemory(const StepGraph &steps,
                                           const MemoryOrderOptions &options) {
  if (llvm::Error error = check(steps))
    return error;
  Graph graph = Graph::of(steps);
  MemoryOrder result;
  result.steps = programOrder(graph);
  std::vector<Part> parts =
      findReorderedParts(graph, profileOf(graph, result.steps));
  if (!parts.empty())
    result.peakBefore = parts.front().peak;
  int64_t effort = options.effort;
  std::vector<PartOrder> changed;
  for (const Part &part : parts) {
    if (part.peak <= result.peak)
      break;
    if (changed.size() == searchedParts) {
      result.peak = part.peak;
      break;
    }
    auto isHigh = [&](const Part &other) { return other.peak > result.peak; };
    int64_t share = effort / llvm::count_if(parts, isHigh);
    PartOrder &order = changed.emplace_back(graph, part.begin, part.end, share);
    order.improve(result.peak);
    effort -= share - order.getEffortLeft();
    result.peak = std::max(result.peak, order.getPeak());
    result.bound = std::max(result.bound, order.getBound());
  }
  for (PartOrder &order : changed) {
    order.restore(result.peak);
    order.writeTo(result.steps);
  }
  // Undoing changes may happen to lower a peak further.
  result.peak = peakOf(graph, result.steps);
  return result;
}

} // namespace ag
