//===- ScheduleRemarks.h - what scheduling says -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-schedule-cpu say of each op? By these names:
//
//   fuse            an element-wise op joins its user, or not
//   in-place        a result is computed in the memory of an argument, or not
//   batches         several products share a loop over batches
//   rows            several ops share a loop over rows, or a reduction does not
//   epilogue        a contraction takes in the op that uses it, or not
//   contraction, elementwise, reduction, transposition
//                   what an op became
//   moved           an operand is copied into another layout on each run
//   loops           an op is left to plain loops, one element at a time
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_SCHEDULEREMARKS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_SCHEDULEREMARKS_H

#include "ag/Interfaces/Remarks.h"

namespace ag {

inline constexpr PassRemarks scheduleRemarks("ag-schedule-cpu");

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_SCHEDULEREMARKS_H
