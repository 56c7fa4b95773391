//===- Graph.h - what a step does to memory ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lives once a set of steps is done, and what does one more step to it?
//
// Steps are done in sets S that hold, with each step, all that it is after. Let
// L(S) be the bytes of the buffers that some step of S has touched and some
// other step will touch. L is submodular, L(S) + L(T) >= L(S u T) + L(S n T),
// as each buffer counts like a cut edge. All that is left out in the search
// follows from that; what is done in one step is such a set as well, if one
// thinks of a step as two, of which the first allocates and the second frees.
//
// Time can be reversed: the same peaks, with what allocates and what frees
// changed over.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H

#include "ag/Support/Memory/MemoryOrder.h"
#include <optional>

namespace ag::memory_order {

using Steps = std::vector<unsigned>;

/// A part of a program; its steps are numbered in the program's order, so that
/// each has a greater number than those before it.
struct Graph {
  struct Step {
    llvm::SmallVector<unsigned, 4> before, behind, buffers;
    int64_t scratch = 0;
  };
  struct Buffer {
    int64_t size;
    llvm::SmallVector<unsigned, 4> steps;
    bool atStart, atEnd;
  };
  std::vector<Step> steps;
  std::vector<Buffer> buffers;
  /// What lives all the time.
  int64_t always = 0;

  /// Of what was checked.
  static Graph of(const StepGraph &graph);
  /// The steps at `begin` to `end` of an order of all, while those in front
  /// are done; they are numbered from 0 in this order.
  Graph part(llvm::ArrayRef<unsigned> order, size_t begin, size_t end) const;
  /// With time reversed, and the steps numbered from the end.
  Graph reversed() const;

private:
  /// Takes in what lives sometimes, and counts what lives always.
  void add(Buffer buffer);
};

/// An order of a reversed graph, as one of the graph; and back.
Steps reverseOrder(llvm::ArrayRef<unsigned> order);

/// Runs of steps, each ready by the one before it, are followed so far.
constexpr unsigned longestRun = 8;

/// How far an order has come.
class Progress {
public:
  explicit Progress(const Graph &graph);

  /// The most that lives during `step`, if it is next, and what lives then.
  struct Effect {
    int64_t during, then;
  };
  Effect effectOf(unsigned step) const;

  void execute(unsigned step);
  /// Of the step that was executed last.
  void undo(unsigned step);

  /// L of what is executed.
  int64_t live() const { return bytes; }
  bool isReady(unsigned step) const { return waiting[step] == 0; }
  /// Of the ready steps behind `step`, the one after which least lives.
  std::optional<unsigned> findFollower(unsigned step) const;

private:
  const Graph &graph;
  /// Of each step: how many others it still waits for.
  std::vector<unsigned> waiting;
  /// Of each buffer: how many of its steps are left, and whether it lives.
  std::vector<unsigned> touched;
  int64_t bytes;
};

/// The most that lives during one step.
int64_t peakOf(const Graph &graph, llvm::ArrayRef<unsigned> order);

/// The most that lives during each step, in this order.
std::vector<int64_t> profileOf(const Graph &graph,
                               llvm::ArrayRef<unsigned> order);

/// What no order can have less of: during a step, that lives which it touches,
/// and that which a step that must be earlier, and one that must be later,
/// touch. Of large graphs, the former alone.
int64_t boundOf(const Graph &graph);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H
