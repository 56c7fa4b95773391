//===- LongSums.h - sums of many terms --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do sums of many terms stay within the error bound of Spec.md?
//
// The error of a sequential sum grows with the number of its terms. Blocks of
// terms are therefore summed separately, a few blocks are added by plain sums,
// and these groups are added by Kahan's sum:
//
//   term = block - excess
//   next = sum + term
//   excess = (next - sum) - term           0 where `next` is not finite
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LONGSUMS_H
#define AG_PHASES_COMMON_LONGSUMS_H

#include "ag/Analysis/Groups/LoopLimits.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// Says which results of an op are floating-point sums. An iteration adds at
/// most `terms` terms to one of them, one after the other.
struct SumResults {
  llvm::SmallBitVector isSum;
  int64_t terms = 1;
};

/// Finds the results of `op` that are floating-point sums.
SumResults findSums(mlir::linalg::LinalgOp op);

/// The sum so far, and by how much its rounding exceeds the exact sum.
struct LongSum {
  mlir::Value sum, excess;
};

/// Adds a block to a sum, for scalars or vectors.
LongSum addKahan(mlir::OpBuilder &builder, mlir::Location loc,
                 const LongSum &before, mlir::Value block);

/// Adds a block to a sum, element by element of tensors. The results are
/// written to the tensors of `before`.
LongSum joinSums(mlir::OpBuilder &builder, mlir::Location loc,
                 const LongSum &before, mlir::Value block);

/// Creates a tensor of zeros that has the type and sizes of `like`.
mlir::Value makeZeros(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value like);

} // namespace ag

#endif // AG_PHASES_COMMON_LONGSUMS_H
