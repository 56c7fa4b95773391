//===- LinearDerivatives.h - cotangents of ops that move --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the cotangents of an op that moves elements?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_LINEARDERIVATIVES_H
#define AG_INTERFACES_SPEC_LINEARDERIVATIVES_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

/// The cotangent of the only result of an op that moves elements. Its choice is
/// applied, because the choice would have to be moved as well. Its elements
/// have the result's type, or that in which its sums are taken (lookupMoved).
class MovedCotangent {
public:
  MovedCotangent(mlir::Operation *op, PullbackContext &context);

  mlir::Value value() const { return cotangent.value; }

  /// Returns zeros with the sizes of `like` and the cotangent's element type.
  mlir::Value makeZeros(mlir::Value like);

  /// Returns such zeros for elements that the op leaves out.
  mlir::Value makeGap(mlir::Value like);

  /// Adds the moved cotangent to that of `operand`. It counts where `where`
  /// holds, or everywhere if that is null. The types of `moved`, `where` and
  /// `operand` may differ in static sizes.
  void add(mlir::Value operand, mlir::Value moved, mlir::Value where = nullptr);

private:
  mlir::Operation *op;
  PullbackContext &context;
  Cotangent cotangent;
};

/// Returns `type`, a float or a tensor of floats, with the element type of
/// `like`.
mlir::Type withElementsOf(mlir::Value like, mlir::Type type);

/// Clones `op` with mapped operands, and returns its result. The result has the
/// element type of `like`.
mlir::Value cloneWithElements(mlir::Operation *op, mlir::IRMapping &mapping,
                              mlir::Value like, mlir::OpBuilder &builder);

/// Casts `tensor` to `type`, which may have more or fewer static sizes.
mlir::Value withType(mlir::Value tensor, mlir::Type type,
                     DerivativeContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_LINEARDERIVATIVES_H
