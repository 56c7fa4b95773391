//===- PlanRemarks.h - what the plan of a workspace says --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-plan-workspace say of an entry's memory? By these names:
//
//   workspace    its bytes, the lower bound and the gap, at the planned sizes
//   buffer       of each temporary: its bytes, offset and life
//   copy         what is still copied from buffer to buffer
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H
#define AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H

#include "Temporaries.h"

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

/// `samples` begin with the planned sizes.
void explainPlan(mlir::func::FuncOp entry, const EntryInterface &interface,
                 llvm::ArrayRef<Temporary> temporaries,
                 llvm::ArrayRef<PlanSample> samples);

} // namespace ag

#endif // AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H
