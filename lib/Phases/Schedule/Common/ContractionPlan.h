//===- ContractionPlan.h - roles of a contraction's loops -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which role does each loop of a contraction have?
//
//   x(b, s, i) * w(i, o) -> y(b, s, o)       n: o, which vectors span
//                                            rows: b and s;  sums: i
//   q(b, i, d) * k(b, d, j) -> y(b, i, j)    n: j;  rows: i;  sums: d
//                                            around columns: b
//
// The operand that is indexed by n is read as vectors, the other one as
// scalars. The roles follow from the maps alone, whatever the op's name is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_CONTRACTIONPLAN_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_CONTRACTIONPLAN_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

struct ContractionPlan {
  mlir::OpOperand *vectorOperand = nullptr;
  mlir::OpOperand *scalarOperand = nullptr;
  unsigned n = 0;
  /// The loops that index the scalar operand and the result only, outermost
  /// first.
  llvm::SmallVector<unsigned> rows;
  llvm::SmallVector<unsigned> aroundColumns;
  llvm::SmallVector<unsigned> sums;
};

/// Returns the roles of the op's loops. Returns std::nullopt if the op is no
/// contraction whose result is contiguous along a loop of only one operand.
std::optional<ContractionPlan> makeContractionPlan(mlir::linalg::LinalgOp op);

/// Returns true if makeContractionPlan returns a plan. The op then sums
/// products of two operands over at least one loop, and the last dimension of
/// the result indexes only one of them.
bool isContraction(mlir::linalg::LinalgOp op);

/// Returns the use of the contraction's result by the element-wise op that can
/// be computed on its accumulators, or null if there is none. This op is in the
/// same group, reads each element of the result once, and comes before all
/// other users.
mlir::OpOperand *findEpilogue(mlir::linalg::GenericOp contraction);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_CONTRACTIONPLAN_H
