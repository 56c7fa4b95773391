//===- LongSums.h - sums that lose no digits --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do sums of many terms stay within the bound of Spec.md? Where terms are
// added one after the other, the error grows with their number. So blocks are
// summed apart, a few of them joined by plain sums, and what is then left by
// Kahan's:
//
//   term = block - excess
//   next = sum + term
//   excess = (next - sum) - term           0 where `next` is not finite
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LONGSUMS_H
#define AG_PHASES_COMMON_LONGSUMS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// So many blocks plain sums join.
constexpr int64_t groupBlocks = 8;

/// Which results of an op are sums of floats. A step adds `terms` of them, one
/// after the other.
struct SumResults {
  llvm::SmallBitVector isSum;
  int64_t terms = 1;
};

SumResults findSums(mlir::linalg::LinalgOp op);

/// What was added so far, and what that has too much.
struct LongSum {
  mlir::Value sum, excess;
};

/// Adds a block to a sum: numbers, or vectors of them.
LongSum addKahan(mlir::OpBuilder &builder, mlir::Location loc,
                 const LongSum &before, mlir::Value block);

/// The same element by element of tensors, onto those of `before`.
LongSum joinSums(mlir::OpBuilder &builder, mlir::Location loc,
                 const LongSum &before, mlir::Value block);

/// A tensor of the size of another, of which each element is 0.
mlir::Value makeZeros(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value like);

} // namespace ag

#endif // AG_PHASES_COMMON_LONGSUMS_H
