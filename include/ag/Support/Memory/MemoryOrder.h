//===- MemoryOrder.h - an order that needs little memory --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Among the orders of a program's steps that dependences allow, which one has a
// small peak of live memory?
//
// A buffer lives from the first to the last step that touches it. For instance
//
//   0: big0 = f(x)       2: small0 = g(big0)      4: y = small0 + small1
//   1: big1 = f(x)       3: small1 = g(big1)
//
// in this order has both of the big buffers at once, and in the order 0, 2, 1,
// 3, 4 one at a time.
//
// The problem is NP-hard (it contains Sethi's register allocation, 1975), so
// the answer comes with a lower bound. How it is found, with proofs, is in
// lib/Support/Ordering.
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
  /// The steps that must be done before it. The program's own order obeys: all
  /// are smaller numbers.
  llvm::SmallVector<unsigned, 4> after;
  /// Bytes that live during this step only.
  int64_t scratch = 0;
};

/// Bytes that live from the first to the last of `steps` in the order chosen.
struct SharedBuffer {
  int64_t size;
  llvm::SmallVector<unsigned, 4> steps;
  /// Lives from before the first step on, or until behind the last one.
  bool atStart = false, atEnd = false;
};

struct StepGraph {
  std::vector<ProgramStep> steps;
  std::vector<SharedBuffer> buffers;
};

struct MemoryOrder {
  /// Each step's number once.
  std::vector<unsigned> steps;
  /// The largest sum of sizes that live during one step: in this order, and in
  /// the program's own.
  int64_t peak = 0, peakBefore = 0;
  /// No order has a smaller peak. Where it equals `peak`, the order is optimal.
  int64_t bound = 0;
};

struct MemoryOrderOptions {
  /// How much is searched: about how many times it is asked what one step does
  /// to memory, each some tens of nanoseconds. The answer depends on nothing
  /// else.
  int64_t effort = 100000;
};

/// An order with a small peak, never above that of the program's own, from
/// which it differs only where that lowers the peak. An error if a step is
/// after one that is not before it in the program, a buffer names a step that
/// is not there, a size is negative, or all together take 2^63 bytes or more.
llvm::Expected<MemoryOrder>
orderForMemory(const StepGraph &graph, const MemoryOrderOptions &options = {});

/// The largest sum of sizes that live during one step, in an order of a graph
/// that orderForMemory takes.
int64_t livePeakOf(const StepGraph &graph, llvm::ArrayRef<unsigned> order);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_MEMORYORDER_H
