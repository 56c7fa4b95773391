//===- ShareRows.h - one loop over rows for several ops ---------*- C++ -*-===//
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

/// Puts reductions, and what of their group reads them, into loops over rows,
/// which threads may share, where RowNests.h says so; says why others have
/// loops of their own. Sets `changed` if there are some. Fails where the loops'
/// bodies can't be simplified.
mlir::LogicalResult shareRows(mlir::func::FuncOp function,
                              const PassRemarks &remarks, bool &changed);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWS_SHAREROWS_H
