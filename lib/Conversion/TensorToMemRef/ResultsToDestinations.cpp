//===- ResultsToDestinations.cpp - results into their callers' buffers ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using bufferization::BufferizationDialect;
using bufferization::MaterializeInDestinationOp;

namespace ag {
#define GEN_PASS_DEF_RESULTSTODESTINATIONSPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
/// Callers own what they pass in.
void protectArguments(func::FuncOp entry) {
  for (BlockArgument argument : entry.getArguments())
    if (isa<TensorType>(argument.getType()))
      entry.setArgAttr(argument.getArgNumber(),
                       BufferizationDialect::kWritableAttrName,
                       BoolAttr::get(entry.getContext(), false));
}

/// The sizes of what `op` collapses, asked of the destination of its result;
/// none if they can't be told from that.
std::optional<SmallVector<OpFoldResult>>
getSourceSizes(OpBuilder &builder, tensor::CollapseShapeOp op,
               Value destination) {
  SmallVector<OpFoldResult> sizes;
  for (auto [number, group] : llvm::enumerate(op.getReassociationIndices()))
    for (int64_t dim : group) {
      int64_t fixed = op.getSrcType().getDimSize(dim);
      if (!ShapedType::isDynamic(fixed))
        sizes.push_back(builder.getIndexAttr(fixed));
      else if (group.size() == 1)
        sizes.push_back(
            tensor::getMixedSize(builder, op.getLoc(), destination, number));
      else
        return std::nullopt;
    }
  return sizes;
}

/// `destination` as the source of the reshape `op` has it, so that this may be
/// computed there; null if there is no such view.
Value viewAsSource(Operation *op, Value destination) {
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfterValue(destination);
  if (auto expand = dyn_cast_or_null<tensor::ExpandShapeOp>(op))
    return tensor::CollapseShapeOp::create(builder, op->getLoc(),
                                           expand.getSrcType(), destination,
                                           expand.getReassociationIndices());
  auto collapse = dyn_cast_or_null<tensor::CollapseShapeOp>(op);
  auto sizes =
      collapse ? getSourceSizes(builder, collapse, destination) : std::nullopt;
  if (!sizes)
    return nullptr;
  return tensor::ExpandShapeOp::create(
      builder, op->getLoc(), collapse.getSrcType(), destination,
      collapse.getReassociationIndices(), *sizes);
}

/// `value`, computed in the buffer of `destination` in front of `user`. What a
/// branch yields is materialised inside of the branch, and what is reshaped
/// before that, as upstream's elimination of empty tensors follows only one
/// side of a branch, and no reshape.
Value materialize(Value value, Value destination, Operation *user) {
  Operation *producer = value.getDefiningOp();
  if (auto branch = dyn_cast_or_null<scf::IfOp>(producer)) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
      yield.setOperand(
          number, materialize(yield.getOperand(number), destination, yield));
    return value;
  }
  OpBuilder builder(user);
  if (Value view = value.hasOneUse() && producer
                       ? viewAsSource(producer, destination)
                       : nullptr) {
    Operation *reshape = builder.clone(*producer);
    reshape->setOperand(0, materialize(producer->getOperand(0), view, reshape));
    return reshape->getResult(0);
  }
  return MaterializeInDestinationOp::create(builder, user->getLoc(), value,
                                            destination)
      .getResult();
}

/// Makes each result a memref argument that it is materialised in, first as a
/// tensor, so that the analysis of what may be written in place sees it.
LogicalResult moveResults(func::FuncOp entry) {
  Block &body = entry.getBody().front();
  auto terminator = cast<func::ReturnOp>(body.getTerminator());
  for (OpOperand &result : terminator->getOpOperands()) {
    auto type = cast<RankedTensorType>(result.get().getType());
    unsigned number = entry.getNumArguments();
    if (failed(entry.insertArgument(
            number, MemRefType::get(type.getShape(), type.getElementType()), {},
            terminator.getLoc())))
      return failure();
    auto builder = OpBuilder::atBlockBegin(&body);
    Value memory = entry.getArgument(number);
    Location loc = terminator.getLoc();
    Value destination = bufferization::ToTensorOp::create(
        builder, loc, type, memory, /*restrict=*/true,
        /*writable=*/true);
    Value value = materialize(result.get(), destination, terminator);
    builder.setInsertionPoint(terminator);
    MaterializeInDestinationOp::create(builder, loc, /*result=*/Type(), value,
                                       memory, /*restrict=*/true,
                                       /*writable=*/true);
  }
  terminator->setOperands({});
  for (unsigned number = entry.getNumResults(); number > 0; --number)
    if (failed(entry.eraseResult(number - 1)))
      return failure();
  return success();
}

struct ResultsToDestinationsPass
    : impl::ResultsToDestinationsPassBase<ResultsToDestinationsPass> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!entry.isPublic() || entry.isExternal())
        continue;
      protectArguments(entry);
      if (failed(moveResults(entry)))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
