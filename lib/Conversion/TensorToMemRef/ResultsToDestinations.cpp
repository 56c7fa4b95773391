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

/// The sizes of what `op` collapses. Where they are those of the destination of
/// its result, they are asked of that: asking the source is a use of it.
SmallVector<OpFoldResult> getSourceSizes(OpBuilder &builder,
                                         tensor::CollapseShapeOp op,
                                         Value destination) {
  SmallVector<OpFoldResult> sizes;
  for (auto [number, group] : llvm::enumerate(op.getReassociationIndices()))
    for (int64_t dim : group) {
      int64_t fixed = op.getSrcType().getDimSize(dim);
      if (!ShapedType::isDynamic(fixed))
        sizes.push_back(builder.getIndexAttr(fixed));
      else if (group.size() == 1)
        sizes.push_back(
            memref::DimOp::create(builder, op.getLoc(), destination, number)
                .getResult());
      else
        sizes.push_back(
            tensor::getMixedSize(builder, op.getLoc(), op.getSrc(), dim));
    }
  return sizes;
}

/// The view of `destination` that `view`, a reshape of a tensor, makes another
/// tensor of: what is written there is written as `destination` has it.
Value lookThrough(OpBuilder &builder, Operation *view, Value destination) {
  Location loc = view->getLoc();
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(view)) {
    auto type = collapse.getSrcType();
    return memref::ExpandShapeOp::create(
        builder, loc, MemRefType::get(type.getShape(), type.getElementType()),
        destination, collapse.getReassociationIndices(),
        getSourceSizes(builder, collapse, destination));
  }
  auto expand = cast<tensor::ExpandShapeOp>(view);
  return memref::CollapseShapeOp::create(builder, loc, destination,
                                         expand.getReassociationIndices());
}

/// Materialises `value`, which `user` alone uses, in `destination` in front of
/// `user`. What a branch yields is materialised inside of the branch, so that
/// each side writes in place: upstream's elimination of empty tensors follows
/// only one of them. It sees through no reshape either.
void materialize(Value value, Value destination, Operation *user) {
  OpBuilder builder(user);
  Operation *producer = value.getDefiningOp();
  bool isReshape =
      isa_and_nonnull<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(producer);
  if (isReshape && value.hasOneUse()) {
    Value view = lookThrough(builder, producer, destination);
    return materialize(producer->getOperand(0), view, user);
  }
  auto branch = value.getDefiningOp<scf::IfOp>();
  if (branch && value.hasOneUse()) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
      materialize(yield.getOperand(number), destination, yield);
    return;
  }
  auto store = MaterializeInDestinationOp::create(builder, user->getLoc(),
                                                  value, destination);
  store.setRestrict(true);
  store.setWritable(true);
}

/// Makes each result a memref argument that it is materialised in.
LogicalResult moveResults(func::FuncOp entry) {
  auto terminator =
      cast<func::ReturnOp>(entry.getBody().front().getTerminator());
  for (OpOperand &result : terminator->getOpOperands()) {
    auto type = cast<RankedTensorType>(result.get().getType());
    unsigned number = entry.getNumArguments();
    if (failed(entry.insertArgument(
            number, MemRefType::get(type.getShape(), type.getElementType()), {},
            terminator.getLoc())))
      return failure();
    materialize(result.get(), entry.getArgument(number), terminator);
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
