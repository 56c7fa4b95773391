//===- MemoryOrder.h - an order that needs little memory --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which order of a program's steps, among those that dependences allow, has a
// small peak of live memory?
//
// A buffer lives from the first to the last step that touches it. This order,
// for example, has both big buffers at once:
//   1: big1 = f(x)       3: small1 = g(big1)
//
// The order 0, 2, 1, 3, 4 has one of them at a time.
//
// The problem is NP-hard (it contains Sethi's register allocation, 1975), so
// that the result has a lower bound. lib/Support/Memory/Ordering has the
// algorithms and their proofs.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_MEMORYORDER_H
#define AG_SUPPORT_MEMORY_MEMORYORDER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace ag {

struct ProgramStep {
  /// The steps that must precede this one. They have smaller numbers, so that
  /// the program's own order is valid.
  llvm::SmallVector<unsigned, 4> after;
  /// Bytes that live during this step only.
  int64_t scratch = 0;
};

/// Bytes that live from the first to the last of `steps` in the chosen order.
struct SharedBuffer {
  int64_t size;
  llvm::SmallVector<unsigned, 4> steps;
  /// Whether it lives from before the first step on, or until after the last
  /// one.
  bool atStart = false, atEnd = false;
};

struct StepGraph {
  std::vector<ProgramStep> steps;
  std::vector<SharedBuffer> buffers;
};

struct MemoryOrder {
  /// A permutation of the steps' numbers.
  std::vector<unsigned> steps;
  /// The largest sum of sizes that live during one step: in this order, and in
  /// the program's own.
  int64_t peak = 0, peakBefore = 0;
  /// A lower bound of the peak. If it equals `peak`, the order is optimal.
  int64_t bound = 0;
};

struct MemoryOrderOptions {
  /// The effort of the search: about the number of evaluations of one step's
  /// effect on memory, each some tens of nanoseconds. The result depends on
  /// nothing else.
  int64_t effort = 100000;
};

/// Returns an order with a small peak. Its peak is never higher than that of
/// the program's own order, from which it differs only where this lowers the
/// peak. Returns an error if a step depends on one that does not precede it, a
/// buffer has an unknown step, a size is negative, or all sizes together take
/// 2^63 bytes or more.
llvm::Expected<MemoryOrder>
orderForMemory(const StepGraph &graph, const MemoryOrderOptions &options = {});

/// Returns the largest sum of sizes that live during one step. `graph` must be
/// one that orderForMemory() accepts, and `order` an order of it.
int64_t livePeakOf(const StepGraph &graph, llvm::ArrayRef<unsigned> order);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYORDER_H
