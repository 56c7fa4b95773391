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
//   sample       the same at other sizes, with the offsets in the same order
//   peak         the op at which most is live, and the five largest values that
//                live there: what must change to make the workspace smaller
//   buffer       of each temporary: its bytes, offset and life
//   copy         what is still copied from buffer to buffer
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H

#include "Temporaries.h"
#include "ag/Support/Memory/MemoryPlan.h"

namespace ag {

/// `plan` is that of the temporaries, in their order.
void explainPlan(mlir::func::FuncOp entry, const BufferLiveness &liveness,
                 llvm::ArrayRef<Temporary> temporaries, const MemoryPlan &plan);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_PLANREMARKS_H
