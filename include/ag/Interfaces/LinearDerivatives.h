//===- LinearDerivatives.h - derivatives of ops that move -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What have ops in common that are linear in their floats, taken together, as
// those are that put elements elsewhere? Their tangent is what they compute of
// tangents.
//
//   %y = ag.update %x, %p [%i] [1]
//   %y' = ag.update %x', %p' [%i] [1]
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_LINEARDERIVATIVES_H
#define AG_INTERFACES_LINEARDERIVATIVES_H

#include "ag/Interfaces/DifferentiableOp.h"

namespace ag {

/// DifferentiableOpInterface::pushForward of an op that is linear in its float
/// operands together, and has one result: itself on their tangents, and on
/// zeros where there is none.
llvm::LogicalResult pushForwardLinear(mlir::Operation *op,
                                      PushforwardContext &context);

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

/// `tensor` as `type`, which may tell less or more of its sizes.
mlir::Value withType(mlir::Value tensor, mlir::Type type,
                     DerivativeContext &context);

} // namespace ag

#endif // AG_INTERFACES_LINEARDERIVATIVES_H
