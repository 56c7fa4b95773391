//===- MemoryPlan.h - an entry's workspace, to be looked at -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which buffers are in the workspace of an entry, at which offsets, and when?
//
// This is a plain value. The planner makes it; the table and the JSON
// (MemoryTable.h) and the drawing (MemoryDrawing.h) read it. At batch 64,
//
//   step   op          live
//      0   contract    h (16384 bytes)
//      1   tanh        h, t (8192 bytes)
//      2   contract    t, y (8192 bytes)
//
// has a peak of 24576 bytes at step 1, and y reuses the bytes of h. This meets
// the bound, as h and t live together; without reuse, the buffers would take
// 32768 bytes.
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

/// A size assumed for a symbolic dimension.
struct SymbolSize {
  std::string symbol;
  int64_t size;
};
/// The sizes of all symbols of an entry, in their order.
using SymbolSizes = std::vector<SymbolSize>;

/// A value or op of the user's program: its name or kind, and its location. The
/// file is empty and the line 0 if the location is unknown.
struct PlannedThing {
  std::string name;
  std::string file = {};
  unsigned line = 0;
  unsigned column = 0;
};

struct PlannedBuffer {
  /// The value in the buffer.
  PlannedThing value;
  /// MLIR's text of the type, as in "memref<8x4xf32>"; may be empty.
  std::string type;
  /// Bytes of all copies, with alignment.
  int64_t bytes = 0;
  /// In bytes from the start of the workspace.
  int64_t offset = 0;
  /// The live ranges in steps, disjoint and increasing.
  llvm::SmallVector<LiveRange, 1> live;
  /// The number of copies, if each thread has its own.
  int64_t copies = 1;
};

/// The size of the workspace for other sizes, with the same stacking of
/// buffers.
struct MemorySample {
  SymbolSizes sizes;
  int64_t peak = 0;
  int64_t bound = 0;
};

/// The plan of one entry. All buffers together take less than 2^63 bytes.
struct MemoryPlan {
  std::string entry;
  /// The sizes to which all fields but `samples` apply.
  SymbolSizes sizes;
  /// In the order of the program.
  std::vector<PlannedBuffer> buffers;
  /// The op of each step, in order; empty if steps are not ops.
  std::vector<PlannedThing> steps;
  /// The bytes of the workspace, and a lower bound of them: the bytes that live
  /// at the busiest step, or more if the search refuted smaller peaks.
  int64_t peak = 0;
  int64_t bound = 0;
  Certainty certainty = Certainty::MeetsBound;
  /// Samples at the corners of the declared ranges and inside. Empty if all
  /// sizes are static.
  std::vector<MemorySample> samples;
};

//===----------------------------------------------------------------------===//
// Facts that follow from a plan
//===----------------------------------------------------------------------===//

/// Returns the sum of the bytes of all buffers.
int64_t sumOfBuffers(const MemoryPlan &plan);

/// Returns the numbers of the buffers, the largest first.
std::vector<size_t> orderBySize(const MemoryPlan &plan);

/// The step with the most live bytes.
struct BusiestStep {
  int64_t step = 0;
  /// The bytes that live at it, and the numbers of their buffers, the largest
  /// first.
  int64_t bytes = 0;
  std::vector<size_t> buffers;
};
/// Returns the first step with the most live bytes, or std::nullopt if no
/// buffer has steps and bytes.
std::optional<BusiestStep> findBusiestStep(const MemoryPlan &plan);

/// Returns the peak of a planner that places the largest buffer first, each at
/// the lowest offset where it fits. Returns std::nullopt for more than 5,000
/// buffers, because it takes quadratic time. This is not the published
/// greedy-by-size algorithm that the benchmark compares with, which takes the
/// smallest gap, not the lowest.
std::optional<int64_t> findGreedyPeak(const MemoryPlan &plan);

/// Returns "meets the bound", "proved" or "best found".
llvm::StringRef spell(Certainty certainty);

/// Returns a description as in "h at mlp.py:4", "h" or "mlp.py:4".
std::string spellThing(const PlannedThing &thing);

/// Returns a description as in "batch 64, seq 512".
std::string spellSizes(const SymbolSizes &sizes);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYPLAN_H
