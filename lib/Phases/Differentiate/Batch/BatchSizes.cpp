//===- BatchSizes.cpp - sizes of the elements of a batch ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchSizes.h"
#include "Batch/BatchMasks.h"
#include "Regions/LoopStacks.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace ag {

Value findBound(presburger::BoundType type,
                const ValueBoundsConstraintSet::Variable &size, Operation *op,
                Batch &batch) {
  auto isShared = [&](Value value, std::optional<int64_t> dim) {
    return batch.isKnown(value) &&
           value.getParentRegion()->isAncestor(op->getParentRegion()) &&
           (dim || !batch.isBatched(value));
  };
  std::optional<SizeBound> bound = computeSizeBound(type, size, isShared);
  if (!bound)
    return nullptr;
  Operation *before = op->getPrevNode();
  OpBuilder original(op);
  Value found = getValueOrCreateConstantIndexOp(
      original, op->getLoc(),
      affine::materializeComputedBound(original, op->getLoc(), bound->map,
                                       bound->operands));
  if (failed(batch.runBetween(before, op)))
    return nullptr;
  return batch.lookup(found).value;
}

/// Computes the sizes from bounds, for ops that cannot reify their results'
/// shapes.
static FailureOr<SmallVector<OpFoldResult>> boundSizes(OpResult result,
                                                       Batch &batch) {
  Operation *op = result.getOwner();
  SmallVector<OpFoldResult> sizes;
  auto type = cast<RankedTensorType>(result.getType());
  for (auto [dim, number] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isStatic(number)) {
      sizes.push_back(batch.builder().getIndexAttr(number));
      continue;
    }
    Value size =
        findBound(presburger::BoundType::EQ, {result, int64_t(dim)}, op, batch);
    if (!size)
      return batch.refuse(op, "the sizes of its results are unknown");
    sizes.push_back(size);
  }
  return sizes;
}

FailureOr<SmallVector<OpFoldResult>> findSizes(OpResult result, Batch &batch) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.hasStaticShape())
    return getAsIndexOpFoldResult(result.getContext(),
                                  type ? type.getShape() : ArrayRef<int64_t>());
  Operation *op = result.getOwner(), *before = op->getPrevNode();
  OpBuilder original(op);
  ReifiedRankedShapedTypeDims shapes;
  if (auto writes = dyn_cast<DestinationStyleOpInterface>(op))
    for (OpResult written : op->getResults())
      shapes.push_back(tensor::getMixedSizes(
          original, op->getLoc(), writes.getTiedOpOperand(written)->get()));
  else if (failed(reifyResultShapes(original, op, shapes)))
    return boundSizes(result, batch);
  if (failed(batch.runBetween(before, op)))
    return failure();
  SmallVector<OpFoldResult> sizes = shapes[result.getResultNumber()];
  for (OpFoldResult &size : sizes) {
    auto value = dyn_cast<Value>(size);
    if (!value)
      continue;
    Value shared = batch.findSize(value, op);
    if (!shared)
      return batch.refuse(op, "a size of its result differs over the batch");
    size = shared;
  }
  return sizes;
}

/// Returns one size for all elements, as tensors of a batch have equal sizes.
LogicalResult batchDim(ShapedDimOpInterface op, Batch &batch) {
  BatchedValue tensor = batch.lookup(op.getShapedValue());
  std::optional<int64_t> number = getConstantIntValue(op.getDimension());
  if (!number)
    return batch.loop(op);
  Value size =
      tensor::DimOp::create(batch.builder(), op->getLoc(), tensor.value,
                            besideAxis(*number, *tensor.axis));
  batch.set(op->getResult(0), {size, std::nullopt});
  return success();
}

/// Allocates, for each element, as many slots as the element that needs the
/// most, but at most the known upper bound.
LogicalResult batchStack(tensor::EmptyOp op, Batch &batch) {
  OpBuilder &builder = batch.builder();
  SmallVector<OpFoldResult> sizes = op.getMixedSizes();
  for (OpFoldResult &size : sizes) {
    auto value = dyn_cast<Value>(size);
    if (!value)
      continue;
    BatchedValue batched = batch.lookup(value);
    size = batched.value;
    if (!batched.axis)
      continue;
    Value most = findMost(batched.value, op, batch);
    Value limit = findBound(presburger::BoundType::UB, value, op, batch);
    size = limit ? arith::MinSIOp::create(builder, op.getLoc(), most, limit)
                       .getResult()
                 : most;
  }
  Type element = getBatchedType(op.getType(), 0, 0).getElementType();
  auto stack = tensor::EmptyOp::create(builder, op.getLoc(),
                                       batch.insertSize(sizes, 0), element);
  stack->setDiscardableAttr(stackAttrName, builder.getUnitAttr());
  batch.set(op.getResult(), {stack, 0});
  return success();
}

} // namespace ag
