//===- YieldInPlace.cpp - loops carry each tensor in one buffer -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_YIELDINPLACEPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
/// Makes each tensor among `values` live in the buffer of its argument.
void materialize(MutableArrayRef<OpOperand> values,
                 ArrayRef<BlockArgument> arguments) {
  for (auto [operand, argument] : llvm::zip(values, arguments)) {
    if (!isa<RankedTensorType>(argument.getType()) ||
        operand.get() == argument ||
        operand.get().getType() != argument.getType())
      continue;
    OpBuilder builder(operand.getOwner());
    auto inPlace = bufferization::MaterializeInDestinationOp::create(
        builder, operand.getOwner()->getLoc(), argument.getType(),
        operand.get(), argument);
    operand.set(inPlace.getResult());
  }
}

struct YieldInPlacePass : impl::YieldInPlacePassBase<YieldInPlacePass> {
  void runOnOperation() override {
    getOperation()->walk([](scf::ForOp loop) {
      materialize(*loop.getYieldedValuesMutable(), loop.getRegionIterArgs());
    });
    getOperation()->walk([](scf::WhileOp loop) {
      materialize(loop.getConditionOp().getArgsMutable(),
                  loop.getBeforeArguments());
      materialize(loop.getYieldOp().getResultsMutable(),
                  loop.getAfterArguments());
    });
  }
};
} // namespace
} // namespace ag
