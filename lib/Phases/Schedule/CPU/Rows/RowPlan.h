//===- RowPlan.h - the loop that vectors span -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Along which of its loops is a generic computed on vectors?
//
//   (i, j): %in at (i, j), %bias at (j) -> %out at (i, j)     along j
//   (i, j): %in at (i, j) -> %sum at (i)                      along j, which is
//                                                             a reduction
//   (i, j): %in at (i, j) -> %sum at (j)                      along j
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWPLAN_H
#define AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWPLAN_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// The loop that vectors span, and what follows from it.
struct RowPlan {
  /// The loop that vectors span, and their number of elements.
  unsigned loop = 0;
  int64_t width = 1;
  /// Whether that loop is a reduction.
  bool isReduction = false;
  /// Whether elements of an operand are read one by one.
  bool isStrided = false;
  /// The other loops, outermost first.
  llvm::SmallVector<unsigned> parallels, reductions;
};

/// Returns the plan for an op with plain maps, or std::nullopt if vectors along
/// no loop are possible.
std::optional<RowPlan> chooseRowPlan(mlir::linalg::GenericOp op,
                                     const Machine &machine);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_ROWS_ROWPLAN_H
