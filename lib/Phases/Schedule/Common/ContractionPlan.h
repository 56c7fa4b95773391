//===- ContractionPlan.h - the parts of a contraction's loops ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part does each loop of a contraction play?
//
//   x(b, s, i) * w(i, o) -> y(b, s, o)       n: o, along which vectors lie
//                                            rows: b and s;  sums: i
//   q(b, i, d) * k(b, d, j) -> y(b, i, j)    n: j;  rows: i;  sums: d
//                                            around columns: b
//
// The operand that n moves is read as vectors, the other one as scalars. The
// parts follow from the maps alone, whatever the op is called.
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
  /// The loops that move the scalar operand and the result alone, outermost
  /// first.
  llvm::SmallVector<unsigned> rows;
  llvm::SmallVector<unsigned> aroundColumns;
  llvm::SmallVector<unsigned> sums;
};

/// Nothing if the op is no contraction whose result is contiguous along a loop
/// of one operand alone.
std::optional<ContractionPlan> makeContractionPlan(mlir::linalg::LinalgOp op);

/// A sum of products of two operands: at least one loop (k) is summed over, the
/// innermost dimension of the result (n) is one of one operand alone.
bool isContraction(mlir::linalg::LinalgOp op);

/// Returns the use of the contraction's result by the element-wise op that can
/// be computed on its accumulators: it is of the same group, reads the result
/// at the same places, and all other users stand behind it. Null if there is
/// none.
mlir::OpOperand *findEpilogue(mlir::linalg::GenericOp contraction);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_CONTRACTIONPLAN_H
