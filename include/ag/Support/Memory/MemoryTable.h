//===- MemoryTable.h - a plan of memory as text and as JSON -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an entry's workspace reported to people and to programs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_MEMORYTABLE_H
#define AG_SUPPORT_MEMORY_MEMORYTABLE_H

#include "ag/Support/Memory/MemoryPlan.h"
#include "llvm/Support/JSON.h"

namespace ag {

/// Returns "330 kB of workspace at batch 64, the least that its buffers fit
/// into", or with the lower bound if no smaller workspace was ruled out.
std::string spellNeed(const MemoryPlan &plan);

/// Returns the table that ag-opt --plan-memory prints: the totals; a row for
/// each of the `rows` largest buffers, with a star if it lives at the busiest
/// step; and a row for each sample.
std::string formatMemoryTable(const MemoryPlan &plan, size_t rows = SIZE_MAX);

/// Writes the value of an entry in the "memory" of a report:
///
///   {"entry": "mlp", "sizes": {"batch": 64}, "peak": 24576, "bound": 24576,
///    "gap": 0, "certainty": "meets the bound", "sum": 32768,
///    "greedy": 24576, "steps": 3,
///    "busiest": {"step": 1, "bytes": 24576, "name": "tanh", "line": 5,
///                "buffers": [0, 1]},
///    "buffers": [
///      {"name": "h", "type": "memref<64x64xf32>", "file": "mlp.mlir",
///       "line": 4, "column": 8, "bytes": 16384, "offset": 8192,
///       "live": [[0, 2]], "copies": 1}],
///    "samples": [{"sizes": {"batch": 1}, "peak": 384, "bound": 384,
///                 "gap": 0}]}
///
/// Unknown fields are left out. "busiest" is null if no buffer lives at any
/// step.
void writeMemoryPlan(const MemoryPlan &plan, llvm::json::OStream &json);

/// Returns the text of a JSON array of these.
std::string formatMemoryPlans(llvm::ArrayRef<MemoryPlan> plans);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYTABLE_H
