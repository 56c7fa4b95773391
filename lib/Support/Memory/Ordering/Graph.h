//===- Graph.h - what a step does to memory ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How much memory lives after a set of steps, and how does one more step change
// it?
//
// Steps are done in sets S that contain, with each step, all its predecessors.
// Let L(S) be the bytes of the buffers that some step of S has touched and some
// other step will touch. L is submodular, L(S) + L(T) >= L(S u T) + L(S n T),
// because each buffer counts like a cut edge. The search prunes states by this
// property. The memory during a step is covered, too: think of a step as two,
// of which the first allocates and the second frees.
//
// Reversing time keeps the peaks and exchanges allocation and freeing.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H

#include "ag/Support/Memory/MemoryOrder.h"
#include <optional>

namespace ag::memory_order {

using Steps = std::vector<unsigned>;

/// A part of a program. Its steps are numbered in the program's order, so that
/// each has a greater number than its predecessors.
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
  /// Bytes that live all the time.
  int64_t always = 0;

  /// Converts a graph, which must have been checked.
  static Graph of(const StepGraph &graph);
  /// Returns the graph of the steps from `begin` to `end` of an order of all
  /// steps, given that those before `begin` are done. They are numbered from 0
  /// in this order.
  Graph part(llvm::ArrayRef<unsigned> order, size_t begin, size_t end) const;
  /// Returns the graph with time reversed; steps are numbered from the end.
  Graph reversed() const;

private:
  /// Adds a buffer. One that always lives is only counted.
  void add(Buffer buffer);
};

/// Converts an order of a reversed graph to one of the graph, or back.
Steps reverseOrder(llvm::ArrayRef<unsigned> order);

/// The maximum length of runs, in which each step becomes ready by the one
/// before it.
constexpr unsigned longestRun = 8;

/// The state of a partially executed graph.
class Progress {
public:
  explicit Progress(const Graph &graph);

  /// Bytes that live during `step`, if it is next, and after it.
  struct Effect {
    int64_t during, then;
  };
  Effect effectOf(unsigned step) const;

  void execute(unsigned step);
  /// Undoes the step that was executed last.
  void undo(unsigned step);

  /// Returns L of the executed steps.
  int64_t live() const { return bytes; }
  bool isReady(unsigned step) const { return waiting[step] == 0; }
  /// Returns the ready successor of `step` after which the least memory lives,
  /// or std::nullopt if none is ready.
  std::optional<unsigned> findFollower(unsigned step) const;

private:
  const Graph &graph;
  /// For each step, the number of predecessors that are not done.
  std::vector<unsigned> waiting;
  /// For each buffer, the number of its steps that are done.
  std::vector<unsigned> touched;
  int64_t bytes;
};

/// Returns the maximum of profileOf(), or 0 without steps.
int64_t peakOf(const Graph &graph, llvm::ArrayRef<unsigned> order);

/// Returns the bytes that live during each step, in this order.
std::vector<int64_t> profileOf(const Graph &graph,
                               llvm::ArrayRef<unsigned> order);

/// Returns a lower bound of the peak of all orders: the largest sum over one
/// step of the buffers that it touches, and of those that both a necessarily
/// earlier and a necessarily later step touch. For large graphs, only the
/// former count.
int64_t boundOf(const Graph &graph);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_GRAPH_H
