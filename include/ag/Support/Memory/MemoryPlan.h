//===- MemoryPlan.h - an entry's workspace, to be looked at -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lies in the workspace of an entry, where, and from when to when; how
// near is that to the least there can be, and what would have to change? A
// plain value: the planner fills it, and the table and the JSON (MemoryTable.h)
// and the drawing (MemoryDrawing.h) read it. For instance, at batch 64,
//
//   step   op          live
//      0   contract    h (16384 bytes)
//      1   tanh        h, t (8192 bytes)
//      2   contract    t, y (8192 bytes)
//
// has a peak of 24576 bytes at step 1; y lies where h was. That meets the
// bound, as h and t live together; all buffers by themselves would take 32768
// bytes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_MEMORYPLAN_H
#define AG_SUPPORT_MEMORY_MEMORYPLAN_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// A size that a dimension is taken to have.
struct SymbolSize {
  std::string symbol;
  int64_t size;
};
/// Of all symbols of an entry, in their order.
using SymbolSizes = std::vector<SymbolSize>;

/// Something in the user's program: what it is called or does, and where that
/// is said; no file and line 0 if that is unknown.
struct PlannedThing {
  std::string name;
  std::string file = {};
  unsigned line = 0;
  unsigned column = 0;
};

struct PlannedBuffer {
  /// The value that it holds.
  PlannedThing value;
  /// As MLIR writes it, "memref<8x4xf32>"; may be empty.
  std::string type;
  /// Of all copies, and of what aligns them.
  int64_t bytes = 0;
  /// From the start of the workspace.
  int64_t offset = 0;
  /// The steps at which it lives: ranges that are disjoint and increase.
  llvm::SmallVector<LiveRange, 1> live;
  /// One for each thread that has its own.
  int64_t copies = 1;
};

/// How large the workspace is at other sizes, with offsets in the same order.
struct MemorySample {
  SymbolSizes sizes;
  int64_t peak = 0;
  int64_t bound = 0;
};

/// All buffers together take less than 2^63 bytes.
struct MemoryPlan {
  std::string entry;
  /// What all that follows, but the samples, was measured at.
  SymbolSizes sizes;
  /// In the order of the program.
  std::vector<PlannedBuffer> buffers;
  /// The ops that take a step each, in order; empty if steps are none of ops.
  std::vector<PlannedThing> steps;
  /// The bytes of the workspace, where all buffers end, and how many it takes
  /// at the least: what lives at the busiest step, or more if less was refuted.
  int64_t peak = 0;
  int64_t bound = 0;
  Certainty certainty = Certainty::MeetsBound;
  /// At the corners of the declared ranges and inside; none where all sizes are
  /// numbers.
  std::vector<MemorySample> samples;
};

//===----------------------------------------------------------------------===//
// What follows from a plan
//===----------------------------------------------------------------------===//

/// The bytes of all buffers, each by itself.
int64_t sumOfBuffers(const MemoryPlan &plan);

/// The numbers of the buffers, the largest first.
std::vector<size_t> orderBySize(const MemoryPlan &plan);

/// When most is live.
struct BusiestStep {
  int64_t step = 0;
  /// What lives then: the bytes, and the buffers' numbers, the largest first.
  int64_t bytes = 0;
  std::vector<size_t> buffers;
};
/// The first step at which the sum of what lives is largest; none where nothing
/// lives.
std::optional<BusiestStep> findBusiestStep(const MemoryPlan &plan);

/// The peak of a planner that places the largest buffer first, each as low as
/// it fits; none of more than 5,000 buffers, as it takes the square of that.
/// Not the published greedy by size, with which the benchmark compares: that
/// takes the smallest gap that holds a buffer, not the lowest.
std::optional<int64_t> findGreedyPeak(const MemoryPlan &plan);

/// "meets the bound", "proved" or "best found".
llvm::StringRef spell(Certainty certainty);

/// "h at mlp.py:4", "h" or "mlp.py:4".
std::string spellThing(const PlannedThing &thing);

/// "batch 64, seq 512".
std::string spellSizes(const SymbolSizes &sizes);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYPLAN_H
