//===- NestResults.h - results of a nest as iter_args -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which results of a nest's ops are used outside of it, and which tensor does
// each start from? The loops carry them as iter_args.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRESULTS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRESULTS_H

#include "Common/Nests/NestedOps.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// A result that is used outside of the nest, as an iter_arg of the loops.
struct NestResult {
  mlir::OpResult result;
  const NestedOp *op;
  /// The position in the result, from the loops of the op.
  mlir::AffineMap map;
  /// The value that tiles are inserted into, in the loops created so far.
  mlir::Value whole;
  /// The loops whose iterations add to the result.
  llvm::SmallBitVector isSummed;
  /// The number of outer loops whose slice of the result `whole` already is.
  unsigned from = 0;
};

class NestResults {
public:
  /// Finds the results that are used outside of the nest, and creates the
  /// tensors that they start from. Fails if a size is not available in front of
  /// the nest, or if several iterations would write one element that is no sum.
  mlir::LogicalResult find(mlir::OpBuilder &builder, const NestPlan &plan,
                           const NestedOps &ops);

  llvm::MutableArrayRef<NestResult> getAll() { return results; }
  /// Returns the results of ops in more than `level` loops.
  llvm::SmallVector<NestResult *> findInner(unsigned level);
  /// Returns the result that starts from this destination operand of an op, or
  /// null if there is none.
  NestResult *findStarted(mlir::OpOperand &start);

private:
  mlir::FailureOr<mlir::Value> makeDestination(mlir::OpBuilder &builder,
                                               const NestedOps &ops,
                                               unsigned number);

  llvm::SmallVector<NestResult> results;
  /// Maps the destination operand of an op to the index of its result.
  llvm::DenseMap<mlir::OpOperand *, unsigned> startsFrom;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTRESULTS_H
