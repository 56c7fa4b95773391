//===- PlanRemarks.h - remarks on the plan of a workspace -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-plan-workspace report about an entry's memory? The remarks'
// names:
//
//   workspace    its bytes, the lower bound and the gap, at the planned sizes
//   sample       the same at other sizes, with the offsets in the same order
//   peak         the op at which most is live, and the five largest values that
//                live there: what must change to make the workspace smaller
//   buffer       for each temporary: its bytes, offset and live range
//   copy         a copy that is left between two buffers
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H

#include "Temporaries.h"
#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// Emits the remarks. The buffers of `plan` are in the order of `temporaries`.
void explainPlan(mlir::func::FuncOp entry, const BufferLiveness &liveness,
                 llvm::ArrayRef<Temporary> temporaries, const MemoryPlan &plan);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H
