//===- Forward.h - tangents, from arguments to results ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the tangent of each value, given those of what a function is
// differentiated by? One walk from the first op to the last, which writes those
// of an op's results behind it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_FORWARD_H
#define AG_PHASES_DIFFERENTIATE_FORWARD_H

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
      tangents[result] = tangent;
  }

  /// Pushes forward through the ops of a block in front of its terminator.
  llvm::LogicalResult run(mlir::Block &block);

private:
  llvm::LogicalResult pushForward(mlir::Operation *op);

  llvm::DenseMap<mlir::Value, mlir::Value> tangents;
};

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_FORWARD_H
