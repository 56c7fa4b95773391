//===- EqualIndices.h - what belongs to equal indices -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do updates of a scatter that have the same position amount to?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_INDEXING_EQUALINDICES_H
#define AG_LIB_DIALECT_AG_IR_INDEXING_EQUALINDICES_H

#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Interfaces/DifferentiableOp.h"

namespace ag {

/// Creates ops at the indices of a scatter. An invalid index has the effect
/// that it has there.
class AtIndices {
public:
  /// `shaped` has the sizes of the op's `x`. It is a value of the derivative,
  /// which does not save `x` for its sizes.
  AtIndices(ScatterOp op, mlir::Value shaped, DerivativeContext &context)
      : op(op), shaped(shaped), context(context), builder(context.builder()),
        loc(op.getLoc()) {}

  /// Returns the slices of `x` at the indices.
  mlir::Value gather(mlir::Value x) { return gather(op.getDim(), x); }
  mlir::Value scatter(ScatterKind kind, mlir::Value x, mlir::Value updates) {
    return scatter(kind, op.getDim(), x, updates);
  }
  /// Returns the sum of the slices at all indices that are equal, at each of
  /// them.
  mlir::Value sum(mlir::Value slices);
  /// Returns whether no later update replaces the element of an update, in the
  /// shape of `slices`, a result of gather(). Returns null if there is at most
  /// one index.
  mlir::Value findLast(mlir::Value slices);

  /// Returns `x` where `isChosen`, elsewhere 0. Both have one shape, apart from
  /// static sizes.
  mlir::Value choose(mlir::Value isChosen, mlir::Value x);

private:
  mlir::Value gather(int64_t dim, mlir::Value x);
  mlir::Value scatter(ScatterKind kind, int64_t dim, mlir::Value x,
                      mlir::Value updates);
  mlir::Value combine(ScatterKind kind, int64_t dim, mlir::Value slices,
                      bool isOfIndices);
  mlir::Value combinePairs(Reduction reduction, int64_t dim,
                           mlir::Value slices);
  bool isAtMostOne();
  bool areFew();
  mlir::Value makePlaces();
  mlir::Value numberIndices();
  mlir::Value makeZeros(llvm::ArrayRef<mlir::OpFoldResult> sizes,
                        mlir::Type element);
  mlir::Value spread(mlir::Value x, llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     int64_t dim);

protected:
  ScatterOp op;
  mlir::Value shaped;
  DerivativeContext &context;
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_INDEXING_EQUALINDICES_H
