//===- DerivativeWriter.h - where derivatives are written -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do both directions share: where ops are built, in which vocabulary, what
// is active, and what is said of an op that has no derivative?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_DERIVATIVEWRITER_H
#define AG_PHASES_DIFFERENTIATE_DERIVATIVEWRITER_H

#include "ag/Analysis/Activity.h"
#include "ag/Interfaces/DifferentiableOp.h"

namespace ag {

/// What `spec` states of `operands`, in the vocabulary of `op`.
llvm::SmallVector<mlir::Value> writeLike(mlir::Operation *op, const Spec &spec,
                                         mlir::ValueRange operands,
                                         mlir::OpBuilder &builder);

/// `value` as one of `type`, which says more or less of its sizes.
mlir::Value castTo(mlir::Type type, mlir::Value value,
                   mlir::OpBuilder &builder);

/// PullbackContext or PushforwardContext, as far as they are one.
template <typename Context> class DerivativeWriter : public Context {
public:
  DerivativeWriter(Activity &activity, mlir::OpBuilder builder)
      : activity(activity), opBuilder(builder) {}

  mlir::OpBuilder &builder() override { return opBuilder; }
  bool isActive(mlir::Value value) const override {
    return activity.isActive(value);
  }
  llvm::SmallVector<mlir::Value> write(const Spec &spec,
                                       mlir::ValueRange operands,
                                       mlir::Operation *op) override;
  llvm::LogicalResult refuse(mlir::Operation *op,
                             const llvm::Twine &reason) override;

protected:
  /// Refuses an op with an active value of a type that has no derivative.
  llvm::LogicalResult checkTypes(mlir::Operation *op);

  Activity &activity;
  mlir::OpBuilder opBuilder;
};

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_DERIVATIVEWRITER_H
