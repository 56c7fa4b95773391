//===- RowFusion.h - one loop over rows -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops share a loop over rows?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_ROWFUSION_H
#define AG_LIB_PHASES_SCHEDULE_CPU_ROWFUSION_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Puts an element-wise op and the reductions that it reads into one loop over
/// rows, where they work row by row.
mlir::LogicalResult fuseRows(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWFUSION_H
