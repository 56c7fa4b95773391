//===- DerivativeWriter.h - contexts of both directions ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do both directions share? The builder, the vocabulary that ops are
// written in, the active values, and the error for an op that has no
// derivative.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_DERIVATIVEWRITER_H
#define AG_PHASES_DIFFERENTIATE_DERIVATIVEWRITER_H

#include "ag/Analysis/Activity.h"
#include "ag/Interfaces/DifferentiableOp.h"

namespace ag {

/// Emits `spec` on `operands` in the vocabulary of `op`, and returns its
/// results.
llvm::SmallVector<mlir::Value> writeLike(mlir::Operation *op, const Spec &spec,
                                         mlir::ValueRange operands,
                                         mlir::OpBuilder &builder);

/// Returns `value` cast to `type`, which may have other static sizes, or index
/// for an integer type.
mlir::Value castTo(mlir::Type type, mlir::Value value,
                   mlir::OpBuilder &builder);

/// The part that PullbackContext and PushforwardContext have in common.
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
