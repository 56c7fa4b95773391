//===- Reverse.h - cotangents, from results to arguments --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the cotangent of each value, given those of a function's results? One
// walk from the last op to the first: when an op's turn comes, all that read
// its results have had theirs.
//
// Blocks of regions are walked in the same way, each with cotangents of its
// own, also for values from outside: an op around it (ReverseChoice.h,
// ReverseLoop.h) says what becomes of these. What is written then reads values
// of the forward regions, which are not to be seen from there; Residuals.h
// mends that in the end.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSE_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSE_H

#include "DerivativeWriter.h"
#include "Residuals/Residuals.h"
#include "ag/Analysis/Sizes/ValueRanges.h"

namespace ag {

class Reverse : public DerivativeWriter<PullbackContext> {
public:
  Reverse(Activity &activity, mlir::OpBuilder builder)
      : DerivativeWriter(activity, builder), scopes(1) {}

  std::optional<Cotangent> lookup(mlir::Value result) override;
  void add(mlir::Value operand, Cotangent cotangent) override;
  mlir::Value take(mlir::Value operand, mlir::Operation *op) override;
  FloatRange getRange(mlir::Value value) override { return ranges.find(value); }

  /// As take, but zeros where there is none.
  mlir::Value takeOrZeros(mlir::Value value, mlir::Operation *op);

  /// The cotangent of a value in the type that sums of it are taken in; null if
  /// it is 0.
  mlir::Value getSum(mlir::Value value, mlir::Operation *op);

  /// Zeros that such sums start from.
  mlir::Value zeroSum(mlir::Value value, mlir::Operation *op);

  /// Gives `value` the cotangent `seed`, if that is not null; sums of such are
  /// written like `op`.
  void seed(mlir::Value value, mlir::Value seed, mlir::Operation *op);

  /// Pulls back through the ops of a block in front of its terminator; what
  /// they give is written at the builder's place.
  llvm::LogicalResult run(mlir::Block &block);

  /// The same with cotangents of its own: of what the terminator hands on these
  /// are `seeds`, of values from outside they start with `starts`; either may
  /// be null. Gives those of `wanted` in the end, as getSum does.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  run(mlir::Block &block, mlir::ValueRange handedOn,
      llvm::ArrayRef<mlir::Value> seeds, mlir::ValueRange outside,
      llvm::ArrayRef<mlir::Value> starts, mlir::ValueRange wanted);

  /// The active values from outside that the regions of `op` use.
  llvm::SmallVector<mlir::Value> findCaptures(mlir::Operation *op) const;

  /// Blocks of regions and what was made of them, from the inner to the outer.
  llvm::SmallVector<ReversedBlock> blocks;

private:
  using Scope = llvm::DenseMap<mlir::Value, Cotangent>;

  llvm::LogicalResult pullBack(mlir::Operation *op);
  const Cotangent *find(mlir::Value value) const;

  void addTo(Cotangent &sum, Cotangent more);

  llvm::SmallVector<Scope> scopes;
  ValueRanges ranges;
  /// The op that is pulled back through.
  mlir::Operation *current = nullptr;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSE_H
