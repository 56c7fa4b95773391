//===- BatchRegions.cpp - control flow on batches -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchRegions.h"
#include "Batch/BatchChoices.h"
#include "Batch/BatchFunctions.h"
#include "Batch/BatchIterations.h"
#include "Batch/BatchMasks.h"
#include "Batch/ForwardedValues.h"
#include "Batch/UncutEdges.h"
#include "DerivativeWriter.h"
#include "Regions/LoopCount.h"
#include "Residuals/SavedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
namespace {
class RegionsBatching {
public:
  RegionsBatching(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()) {}

  LogicalResult run();

private:
  LogicalResult keep();
  LogicalResult keepRegion(Region &region, Region &made, UncutEdges &edges);
  LogicalResult keepNamed(RegionOp region);
  SmallVector<Value> handOn(Operation *from);
  Value handOn(OpOperand &operand);

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
};

/// Returns the batched operand. An operand that is forwarded along no edge is a
/// condition or a bound, which is the same for all elements here.
Value RegionsBatching::handOn(OpOperand &operand) {
  SmallVector<Value> targets = getTargets(operand);
  if (isNothing(operand.get()))
    return makeNothing(getForwardedType(targets.front(), batch), builder, loc);
  return targets.empty() ? batch.lookup(operand.get()).value
                         : forward(operand.get(), targets.front(), op, batch);
}

SmallVector<Value> RegionsBatching::handOn(Operation *from) {
  return llvm::map_to_vector(from->getOpOperands(), [&](OpOperand &operand) {
    return handOn(operand);
  });
}

/// Batches the ops of `region` into `made`. A while loop does not continue if
/// no element executes it.
LogicalResult RegionsBatching::keepRegion(Region &region, Region &made,
                                          UncutEdges &edges) {
  if (region.empty())
    return success();
  OpBuilder::InsertionGuard guard(builder);
  Block *block = builder.createBlock(&made);
  for (BlockArgument argument : region.getArguments()) {
    Value own = block->addArgument(getForwardedType(argument, batch),
                                   argument.getLoc());
    setForwarded(argument, own, batch);
    edges.enter(argument, own);
  }
  if (failed(batch.run(region.front())))
    return failure();
  Operation *end = region.front().getTerminator();
  SmallVector<Value> operands = handOn(end);
  if (isa<scf::ConditionOp>(end))
    if (Value any = findAny(batch, loc))
      operands.front() =
          arith::AndIOp::create(builder, loc, operands.front(), any);
  builder.clone(*end)->setOperands(operands);
  return success();
}

LogicalResult RegionsBatching::keep() {
  for (Region &region : op->getRegions())
    if (!region.empty() && !region.hasOneBlock())
      return batch.refuse(op, "a region of it has several blocks");
  SmallVector<Value> operands = handOn(op);
  if (auto loop = dyn_cast<scf::ForOp>(op);
      loop && batch.mask && !loop.getStaticTripCount())
    operands[1] = arith::SelectOp::create(builder, loc, batch.mask->any,
                                          operands[1], operands[0]);
  Operation *made = builder.cloneWithoutRegions(*op);
  made->setOperands(operands);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    own.setType(getForwardedType(result, batch));
  UncutEdges edges(op, made, batch);
  for (auto [region, own] :
       llvm::zip_equal(op->getRegions(), made->getRegions()))
    if (failed(keepRegion(region, own, edges)))
      return failure();
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    setForwarded(result, own, batch);
  edges.finish();
  return success();
}

/// Batches an ag.region. As its body is isolated, the mask is a further input,
/// and the number of elements is taken from the mask or a batched input inside.
/// If there is neither, and the number is not a positive constant, it is an
/// input.
LogicalResult RegionsBatching::keepNamed(RegionOp region) {
  Block &body = region.getBody().front();
  SmallVector<Value> inputs, results;
  for (auto [input, argument] :
       llvm::zip_equal(region.getInputs(), body.getArguments()))
    inputs.push_back(forward(input, argument, op, batch));
  if (batch.mask)
    inputs.push_back(batch.mask->elements);
  bool isSized = !batch.mask && !doAllOfSome(batch) &&
                 llvm::none_of(body.getArguments(), [&](Value argument) {
                   return batch.isInBatch(argument);
                 });
  if (isSized)
    inputs.push_back(
        getValueOrCreateConstantIndexOp(builder, loc, batch.size()));
  auto made = cast<RegionOp>(builder.cloneWithoutRegions(*op));
  made->setOperands(inputs);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    own.setType(getForwardedType(result, batch));
  std::optional<Mask> outerMask = batch.mask;
  OpFoldResult outerSize = batch.batchSize;
  {
    OpBuilder::InsertionGuard guard(builder);
    Block *block = builder.createBlock(&made.getBody());
    for (Value input : inputs)
      block->addArgument(input.getType(), input.getLoc());
    for (auto [argument, own] :
         llvm::zip(body.getArguments(), block->getArguments())) {
      setForwarded(argument, own, batch);
      if (batch.isInBatch(argument))
        batch.measure({own, 0});
    }
    if (batch.mask) {
      batch.measure({block->getArguments().back(), 0});
      batch.mask = makeMask(block->getArguments().back(), op, batch);
    }
    if (isSized)
      batch.batchSize = block->getArguments().back();
    if (failed(batch.run(body)))
      return failure();
    for (auto [operand, result] :
         llvm::zip_equal(body.getTerminator()->getOperands(), op->getResults()))
      results.push_back(forward(operand, result, op, batch));
    YieldOp::create(builder, body.getTerminator()->getLoc(), results);
  }
  batch.mask = outerMask;
  batch.batchSize = outerSize;
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), made->getResults()))
    setForwarded(result, own, batch);
  return batch.getFunctions().batchRule(region, made, batch);
}

LogicalResult RegionsBatching::run() {
  if (auto region = dyn_cast<RegionOp>(op))
    return keepNamed(region);
  if (!batch.differs(op))
    return keep();
  if (isa<scf::WhileOp, scf::ForOp>(op))
    return repeatLoop(op, batch);
  return chooseRegions(op, batch);
}
} // namespace

LogicalResult batchControlFlow(Operation *op, Batch &batch) {
  return RegionsBatching(op, batch).run();
}

} // namespace ag
