//===- YieldInPlace.cpp - loops carry each tensor in one buffer -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an iteration hands on is written, in order, into the arguments that it
// began with. So a value that is handed on must not lie in a buffer that was
// written before it, which a loop that swaps two tensors shows:
//
//   scf.for ... iter_args(%a = %x, %b = %y) {
//     %c = bufferization.alloc_tensor() copy(%a)
//     %0 = bufferization.materialize_in_destination %b in %a
//     %1 = bufferization.materialize_in_destination %c in %b
//     scf.yield %0, %1
//
// A tensor that changes its size has no one buffer: where sizes are not
// provably equal, an ag.require compares them.
//
//===----------------------------------------------------------------------===//
#include "WhileLoops.h"
#include "ag/Conversion/Passes.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_YIELDINPLACEPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
/// Requires that a carried tensor keeps its size in one dimension.
LogicalResult requireSameSize(Value before, Value after, int64_t dim,
                              OpBuilder &builder, Location loc) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
      getSizeVariable(after, dim), getSizeVariable(before, dim));
  if (succeeded(equal) && *equal)
    return success();
  if (succeeded(equal))
    return emitError(loc) << "dimension " << dim << " of a " << before.getType()
                          << " that this loop carries changes its size; "
                             "expected every iteration to keep it";
  Value old = tensor::DimOp::create(builder, loc, before, dim);
  Value now = tensor::DimOp::create(builder, loc, after, dim);
  Value holds =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, old, now);
  RequireOp::create(builder, loc, holds,
                    "a loop carries a tensor of which a dimension is {0}, then "
                    "{1}; expected every iteration to keep it",
                    ValueRange{old, now});
  return success();
}

/// Makes what one terminator hands on live in the arguments' buffers.
class InPlace {
public:
  explicit InPlace(ArrayRef<BlockArgument> arguments)
      : arguments(arguments), state(options) {}

  LogicalResult materialize(MutableArrayRef<OpOperand> values);

private:
  void copyIfOverwritten(OpOperand &operand);

  ArrayRef<BlockArgument> arguments;
  bufferization::BufferizationOptions options;
  bufferization::AnalysisState state;
  /// The arguments that were written, and the values that went into them.
  DenseSet<Value> spent;
};

/// Where `operand` may lie in a buffer that is written before it is read, a
/// copy made as soon as there is the value takes its place.
void InPlace::copyIfOverwritten(OpOperand &operand) {
  SetVector<Value> origins =
      state.findValueInReverseUseDefChain(&operand, [&](Value value) {
        return state.bufferizesToMemoryWrite(value);
      });
  bool isSpent = llvm::any_of(
      origins, [&](Value origin) { return spent.contains(origin); });
  Block *block = operand.getOwner()->getBlock();
  for (Value origin : origins)
    if (origin.getParentBlock() == block)
      spent.insert(origin);
  if (!isSpent)
    return;
  OpBuilder builder(operand.getOwner());
  if (operand.get().getParentBlock() == block)
    builder.setInsertionPointAfterValue(operand.get());
  else
    builder.setInsertionPointToStart(block);
  auto type = cast<RankedTensorType>(operand.get().getType());
  operand.set(bufferization::AllocTensorOp::create(
      builder, operand.getOwner()->getLoc(), type, ValueRange(),
      /*copy=*/operand.get()));
}

LogicalResult InPlace::materialize(MutableArrayRef<OpOperand> values) {
  for (auto [operand, argument] : llvm::zip(values, arguments)) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || operand.get() == argument)
      continue;
    copyIfOverwritten(operand);
    OpBuilder builder(operand.getOwner());
    Location loc = operand.getOwner()->getLoc();
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim) &&
          failed(requireSameSize(argument, operand.get(), dim, builder, loc)))
        return failure();
    auto inPlace = bufferization::MaterializeInDestinationOp::create(
        builder, loc, type, operand.get(), argument);
    operand.set(inPlace.getResult());
    spent.insert(argument);
  }
  return success();
}

LogicalResult yieldInPlace(scf::ForOp loop) {
  return InPlace(loop.getRegionIterArgs())
      .materialize(*loop.getYieldedValuesMutable());
}

LogicalResult yieldInPlace(scf::WhileOp loop) {
  FailureOr<scf::WhileOp> aligned = alignWhile(loop);
  if (failed(aligned))
    return failure();
  return success(
      succeeded(InPlace(aligned->getBeforeArguments())
                    .materialize(aligned->getConditionOp().getArgsMutable())) &&
      succeeded(InPlace(aligned->getAfterArguments())
                    .materialize(aligned->getYieldOp().getResultsMutable())));
}

struct YieldInPlacePass : impl::YieldInPlacePassBase<YieldInPlacePass> {
  void runOnOperation() override {
    SmallVector<Operation *> loops;
    getOperation()->walk([&](Operation *op) {
      if (isa<scf::ForOp, scf::WhileOp>(op))
        loops.push_back(op);
    });
    for (Operation *op : loops) {
      auto isFor = dyn_cast<scf::ForOp>(op);
      if (failed(isFor ? yieldInPlace(isFor)
                       : yieldInPlace(cast<scf::WhileOp>(op))))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
