//===- Forward.h - tangents, from arguments to results ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the tangent of each value, given the tangents of the values that a
// function is differentiated by? One walk from the first op to the last emits
// the tangents of an op's results after it. Control flow forwards tangents
// together with values (ForwardRegions.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARD_H
#define AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARD_H

#include "DerivativeWriter.h"

namespace ag {

class Forward : public DerivativeWriter<PushforwardContext> {
public:
  using DerivativeWriter::DerivativeWriter;

  mlir::Value lookup(mlir::Value operand) override {
    return tangents.lookup(operand);
  }
  void set(mlir::Value result, mlir::Value tangent) override {
    if (isActive(result))
      tangents[result] = castTo(result.getType(), tangent, opBuilder);
  }

  /// Sets the tangent of a value that control flow forwards, active or not.
  void carry(mlir::Value value, mlir::Value tangent) {
    tangents[value] = tangent;
  }

  /// Returns the tangent of a value, or zeros if it has none.
  mlir::Value lookupOrZeros(mlir::Value value, mlir::Operation *op) {
    mlir::Value tangent = lookup(value);
    return tangent ? tangent : zerosLike(value, op);
  }

  /// Replaces `op` by `extended`, whose first results are those of `op`.
  void replace(mlir::Operation *op, mlir::Operation *extended);

  /// Emits the tangents of a block's ops, except its terminator.
  llvm::LogicalResult run(mlir::Block &block);

private:
  llvm::LogicalResult pushForward(mlir::Operation *op);

  llvm::DenseMap<mlir::Value, mlir::Value> tangents;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARD_H
