//===- CheckDeviceMath.cpp - functions that a GPU computes ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_CHECKDEVICEMATHPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Returns true if `op` is a function that LLVM may have no code for, or, as of
/// remainders with a large quotient, none that is right.
bool isFunction(Operation *op) {
  return isa<math::MathDialect>(op->getDialect()) || isa<arith::RemFOp>(op);
}

/// Returns true if LLVM has instructions of a GPU for `op`.
bool isInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp,
             math::CountLeadingZerosOp, math::CountTrailingZerosOp,
             math::CtPopOp, math::FloorOp, math::FmaOp, math::IsFiniteOp,
             math::IsInfOp, math::IsNaNOp, math::RoundEvenOp, math::RoundOp,
             math::RsqrtOp, math::SqrtOp, math::TruncOp>(op);
}

struct CheckDeviceMathPass
    : impl::CheckDeviceMathPassBase<CheckDeviceMathPass> {
  void runOnOperation() override {
    getOperation().walk([&](Operation *op) {
      if (!isFunction(op) || isInstruction(op))
        return;
      emitError(op->getLoc())
          << "'" << op->getName() << "' of " << op->getResult(0).getType()
          << " is not compiled for target=cuda yet";
      signalPassFailure();
    });
  }
};
} // namespace
} // namespace ag
