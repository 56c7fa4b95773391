//===- NestResults.cpp - results of a nest as iter_args -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestResults.h"
#include "Common/Nests/NestExtents.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the operand that the result's computation starts from. Walks back
/// through ops of the same depth whose results have no other use. Returns null
/// if an op on the way has another use or depth.
static OpOperand *findStart(OpResult result, const NestedOps &ops) {
  const NestedOp *last = ops.find(result);
  while (auto op = dyn_cast<DestinationStyleOpInterface>(result.getOwner())) {
    OpOperand *start = op.getTiedOpOperand(result);
    Operation *before = start->get().getDefiningOp();
    const NestedOp *nested = ops.find(start->get());
    if (isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(before) || !nested)
      return start;
    if (!start->get().hasOneUse() || nested->depth != last->depth)
      return nullptr;
    result = cast<OpResult>(start->get());
  }
  return nullptr;
}

/// Returns the tensor that fills write to.
static Value findBottom(OpOperand &init) {
  Value bottom = init.get();
  while (auto fill = bottom.getDefiningOp<linalg::FillOp>())
    bottom = fill.getOutputs().front();
  return bottom;
}

/// Returns the loops around the op that do not index the result.
static llvm::SmallBitVector findUnmoving(OpResult result, const NestedOp &op) {
  AffineMap map = op.stated->spec.results[result.getResultNumber()].map;
  llvm::SmallBitVector unmoving(op.depth, true);
  for (AffineExpr place : map.getResults())
    if (auto loop = dyn_cast<AffineDimExpr>(place))
      if (std::optional<unsigned> shared = op.loops[loop.getPosition()])
        if (*shared < op.depth)
          unmoving.reset(*shared);
  return unmoving;
}

/// Returns the loops of the nest whose iterations add to the op's result.
static llvm::SmallBitVector findSummed(const NestedOp &op) {
  llvm::SmallBitVector summed(op.depth);
  for (auto [loop, own] : llvm::enumerate(op.loops))
    if (own && *own < op.depth && !op.stated->spec.isParallel(loop))
      summed.set(*own);
  return summed;
}

/// Returns the tensor from which a result starts outside of the loops. It is an
/// empty tensor, or the op's destination if that has contents or if iterations
/// add to it. Fails if the destination is computed in the nest, or if a size is
/// not available.
FailureOr<Value> NestResults::makeDestination(OpBuilder &builder,
                                              const NestedOps &ops,
                                              unsigned number) {
  OpResult result = results[number].result;
  if (!results[number].isSummed.none()) {
    OpOperand *start =
        cast<linalg::LinalgOp>(result.getOwner()).getTiedOpOperand(result);
    if (ops.find(start->get()))
      return failure();
    startsFrom[start] = number;
    return start->get();
  }
  OpOperand *start = findStart(result, ops);
  if (start) {
    startsFrom[start] = number;
    Value bottom = findBottom(*start);
    if (!bottom.getDefiningOp<tensor::EmptyOp>())
      return bottom;
  }
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    FailureOr<OpFoldResult> size = findNestSize(builder, ops, result, dim);
    if (failed(size))
      return failure();
    sizes.push_back(*size);
  }
  return tensor::EmptyOp::create(builder, result.getLoc(), sizes,
                                 type.getElementType())
      .getResult();
}

LogicalResult NestResults::find(OpBuilder &builder, const NestPlan &plan,
                                const NestedOps &ops) {
  for (const NestedOp &op : plan.ops)
    for (OpResult result : op.getOp()->getResults())
      if (llvm::any_of(result.getUsers(),
                       [&](Operation *user) { return !ops.contains(user); }))
        results.push_back(
            {result, &op, op.stated->spec.results[result.getResultNumber()].map,
             Value(), findSummed(op)});
  for (unsigned number = 0; number < results.size(); ++number) {
    // Only sums may be written by several iterations at one position.
    const NestResult &each = results[number];
    if (findUnmoving(each.result, *each.op) != each.isSummed)
      return failure();
    FailureOr<Value> whole = makeDestination(builder, ops, number);
    if (failed(whole))
      return failure();
    results[number].whole = *whole;
  }
  return success();
}

SmallVector<NestResult *> NestResults::findInner(unsigned level) {
  SmallVector<NestResult *> inner;
  for (NestResult &value : results)
    if (value.op->depth > level)
      inner.push_back(&value);
  return inner;
}

NestResult *NestResults::findStarted(OpOperand &start) {
  auto number = startsFrom.find(&start);
  return number == startsFrom.end() ? nullptr : &results[number->second];
}

} // namespace ag
