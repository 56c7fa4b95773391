//===- DescribeMemory.h - a plan in the user's terms ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of the user's values does each temporary hold, and at which of the
// user's ops does it live? A buffer is named after the values that are written
// to it:
//
//   %a = memref.alloc()                 // loc of a tensor.empty, shared
//   %2 = arith.maximumf %1, %0          // loc("h"(fused<"max">["f.py":3:9]))
//   vector.transfer_write %2, %a[%i, %j]    // loc of the contraction before
//
// %a is "h max at f.py:3". If a buffer holds several values, one after the
// other, all are named, at the position of the first.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEMEMORY_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEMEMORY_H

#include "Temporaries.h"
#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// A plan at given values of an entry's symbols.
struct PlanSample {
  llvm::SmallVector<int64_t> symbols;
  /// The temporaries, in their order.
  std::vector<LiveBuffer> buffers;
  std::vector<int64_t> offsets;
  int64_t peak = 0;
  /// A lower bound of the peaks of all plans at these sizes.
  int64_t bound = 0;
};

/// Returns the op that computes the first value in a buffer, or the allocation
/// if no op writes to it.
mlir::Operation *findValue(mlir::memref::AllocOp buffer,
                           const BufferLiveness &liveness);

/// Describes the plan of `entry`, which `liveness` has analyzed. `samples`
/// begin with the planned sizes.
MemoryPlan describePlan(mlir::func::FuncOp entry,
                        const EntrySignature &signature,
                        const BufferLiveness &liveness,
                        llvm::ArrayRef<Temporary> temporaries,
                        llvm::ArrayRef<PlanSample> samples);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_DESCRIBEMEMORY_H
