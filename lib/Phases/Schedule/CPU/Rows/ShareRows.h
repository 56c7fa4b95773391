//===- ShareRows.h - loops over rows that several ops share -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_ROWS_SHAREROWS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_ROWS_SHAREROWS_H

#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Puts reductions, and the ops of their group that read them, into shared
/// loops over rows if RowNests.h says so. Threads may share these loops. Emits
/// remarks for ops that have loops of their own. Sets `changed` if a loop was
/// created. Fails if the loops' bodies cannot be simplified.
mlir::LogicalResult shareRows(mlir::func::FuncOp function,
                              const PassRemarks &remarks, bool &changed);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWS_SHAREROWS_H
