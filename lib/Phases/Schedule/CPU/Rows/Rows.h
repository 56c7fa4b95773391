//===- Rows.h - generics along vectors --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a generic that is no contraction computed on vectors?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWS_H

#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

inline constexpr PassRemarks rowRemarks("ag-vectorize-rows");

/// Replaces an op by loops whose innermost computes vectors along one of the
/// op's loops. Fails without a change if no loop suits.
mlir::LogicalResult emitRows(mlir::RewriterBase &rewriter,
                             mlir::linalg::GenericOp op,
                             const Machine &machine);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWS_H
