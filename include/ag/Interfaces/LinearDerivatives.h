//===- LinearDerivatives.h - cotangents of ops that move --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do cotangents go back through an op that puts elements elsewhere?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_LINEARDERIVATIVES_H
#define AG_INTERFACES_LINEARDERIVATIVES_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

/// The cotangent of the only result of an op, on its way to other places: with
/// its choice made, as what decides it does not move along.
class MovedCotangent {
public:
  MovedCotangent(mlir::Operation *op, PullbackContext &context);

  mlir::Value value() const { return cotangent.value; }

  /// Adds to the cotangent of `operand` what became of it: `moved`, of the
  /// type of `operand` but for what that tells of sizes.
  void add(mlir::Value operand, mlir::Value moved);

private:
  PullbackContext &context;
  Cotangent cotangent;
};

/// `type`, a float or a tensor of such, with the element type of `like`.
mlir::Type withElementsOf(mlir::Value like, mlir::Type type);

/// The result of a copy of `op` on what its operands are mapped to, with the
/// element type of `like` in place of its own.
mlir::Value cloneWithElements(mlir::Operation *op, mlir::IRMapping &mapping,
                              mlir::Value like, mlir::OpBuilder &builder);

/// `tensor` as `type`, which may tell less or more of its sizes.
mlir::Value withType(mlir::Value tensor, mlir::Type type,
                     DerivativeContext &context);

} // namespace ag

#endif // AG_INTERFACES_LINEARDERIVATIVES_H
