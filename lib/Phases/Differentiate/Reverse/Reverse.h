//===- Reverse.h - cotangents, from results to arguments --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the cotangent of each value, given the cotangents of a function's
// results? One walk from the last op to the first: all readers of an op's
// results are visited before the op.
//
// Blocks of regions are walked in the same way, each with a scope of
// cotangents, also for values from outside. The op around a block
// (ReverseChoice.h, ReverseLoop.h) adds the latter to the outer scope. Ops of
// the reverse then read values of forward regions that are not visible to them;
// Residuals.h makes these available in the end.
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
  std::optional<Cotangent> lookupMoved(mlir::Value result) override;
  void add(mlir::Value operand, Cotangent cotangent) override;
  mlir::Value take(mlir::Value operand, mlir::Operation *op) override;
  bool isCarried(mlir::Value operand) const override;
  FloatRange getRange(mlir::Value value) override { return ranges.find(value); }

  /// Like take, but returns zeros if there is no cotangent.
  mlir::Value takeOrZeros(mlir::Value value, mlir::Operation *op);

  /// Returns the cotangent of a value in the type in which its sum is
  /// accumulated; null if it is 0.
  mlir::Value getSum(mlir::Value value, mlir::Operation *op);

  /// Returns zeros in the type of such a sum.
  mlir::Value zeroSum(mlir::Value value, mlir::Operation *op);

  /// Adds `seed` to the cotangent of `value`, unless it is null. Sums are
  /// emitted in the vocabulary of `op`.
  void seed(mlir::Value value, mlir::Value seed, mlir::Operation *op);

  /// Pulls back through the ops of a block, except its terminator. Emits ops at
  /// the builder's insertion point.
  llvm::LogicalResult run(mlir::Block &block);

  /// Pulls back through a block with a scope of its own. The cotangents of
  /// `forwarded`, the values that the terminator forwards, are `seeds`. Those
  /// of `outside` start with `starts`. Either may be null. Returns the
  /// cotangents of `wanted` as getSum does.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>>
  run(mlir::Block &block, mlir::ValueRange forwarded,
      llvm::ArrayRef<mlir::Value> seeds, mlir::ValueRange outside,
      llvm::ArrayRef<mlir::Value> starts, mlir::ValueRange wanted);

  /// Returns the active values from outside that the regions of `op` use.
  llvm::SmallVector<mlir::Value> findCaptures(mlir::Operation *op) const;

  /// Blocks of regions and the blocks that reverse them, inner ones first.
  llvm::SmallVector<ReversedBlock> blocks;

private:
  using Scope = llvm::DenseMap<mlir::Value, Cotangent>;

  llvm::LogicalResult pullBack(mlir::Operation *op);
  const Cotangent *find(mlir::Value value) const;

  /// Returns the ops of the current block through which `operand` shows the
  /// elements of a tensor that has a cotangent, the last one first; none if it
  /// has a cotangent itself.
  llvm::SmallVector<mlir::Operation *> findViews(mlir::Value operand) const;

  void addTo(Cotangent &sum, Cotangent more);

  /// Returns true if `value` is a buffer that control flow carries, or such a
  /// buffer with changed slices.
  bool isCarriedBuffer(mlir::Value value) const;

  llvm::SmallVector<Scope> scopes;
  /// The answers of isCarriedBuffer, so that a chain of n updates is visited
  /// once.
  mutable llvm::DenseMap<mlir::Value, bool> carriedBuffers;
  ValueRanges ranges;
  /// The op that is being pulled back through.
  mlir::Operation *current = nullptr;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSE_H
