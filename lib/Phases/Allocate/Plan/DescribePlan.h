//===- DescribePlan.h - a plan in the user's terms --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of which of the user's values is each temporary, and at which of the user's
// ops does it live? A buffer is called after what is written into it:
//
//   %a = memref.alloc()                 // loc of a tensor.empty, shared
//   %2 = arith.maximumf %1, %0          // loc("h"(fused<"max">["f.py":3:9]))
//   vector.transfer_write %2, %a[%i, %j]    // loc of the contraction before
//
// %a is "h max at f.py:3". Several values that are in it one after the other
// are all named, at the place of the first.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEPLAN_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEPLAN_H

#include "Temporaries.h"
#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// What a plan comes to at given values of an entry's symbols.
struct PlanSample {
  llvm::SmallVector<int64_t> symbols;
  /// Of each temporary, in their order.
  std::vector<LiveBuffer> buffers;
  std::vector<int64_t> offsets;
  int64_t peak = 0;
  /// No plan has a smaller peak at these sizes.
  int64_t bound = 0;
};

/// The op whose value is the first in a buffer; the allocation where nothing
/// is written.
mlir::Operation *findValue(mlir::memref::AllocOp buffer,
                           const BufferLiveness &liveness);

/// `samples` begin with the planned sizes. Of `entry` as `liveness` knows it.
MemoryPlan describePlan(mlir::func::FuncOp entry,
                        const EntrySignature &signature,
                        const BufferLiveness &liveness,
                        llvm::ArrayRef<Temporary> temporaries,
                        llvm::ArrayRef<PlanSample> samples);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEPLAN_H
