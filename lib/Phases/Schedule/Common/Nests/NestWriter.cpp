//===- NestWriter.cpp - what the loops of a nest carry ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "Common/Nests/GroupMarks.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// What the loops need
//===----------------------------------------------------------------------===//

/// In terms of what is in front of the nest.
FailureOr<OpFoldResult> NestWriter::findSize(Value value, int64_t dim) {
  auto type = cast<RankedTensorType>(value.getType());
  if (!type.isDynamicDim(dim))
    return OpFoldResult(rewriter.getIndexAttr(type.getDimSize(dim)));
  auto isInFront = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    Operation *op = value.getDefiningOp();
    return !find(value) &&
           !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(op);
  };
  return affine::reifyShapedValueDimBound(rewriter, value.getLoc(),
                                          presburger::BoundType::EQ, value, dim,
                                          isInFront);
}

/// The extents of those of the nest's loops that move the value.
void NestWriter::readExtents(Value value, AffineMap map, const NestedOp &op) {
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    std::optional<unsigned> shared =
        loop ? op.loops[loop.getPosition()] : std::nullopt;
    if (!shared || isa_and_nonnull<Attribute>(extents[*shared]))
      continue;
    FailureOr<OpFoldResult> size = findSize(value, dim);
    if (succeeded(size) && (!extents[*shared] || isa<Attribute>(*size)))
      extents[*shared] = *size;
  }
}

/// From results, and of loops that each op sums along from what it reads.
LogicalResult NestWriter::findExtents() {
  extents.assign(plan.tiles.size(), OpFoldResult());
  auto areFound = [&] {
    return llvm::all_of(extents, [](OpFoldResult extent) -> bool {
      return static_cast<bool>(extent);
    });
  };
  for (const NestedOp &op : plan.ops)
    for (auto [result, made] :
         llvm::zip_equal(op.getOp()->getResults(), op.stated->spec.results))
      readExtents(result, made.map, op);
  if (areFound())
    return success();
  for (const NestedOp &op : plan.ops)
    for (auto [number, operand] : llvm::enumerate(op.getOp()->getOperands()))
      if (AffineMap map = op.stated->getMap(number); map && !find(operand))
        readExtents(operand, map, op);
  return success(areFound());
}

/// What a result is computed onto, from the first op on: through the ops in
/// between, each of which the next alone reads, and fills.
OpOperand *NestWriter::findStart(OpResult result) {
  const NestedOp *last = find(result);
  while (auto op = dyn_cast<DestinationStyleOpInterface>(result.getOwner())) {
    OpOperand *start = op.getTiedOpOperand(result);
    Operation *before = start->get().getDefiningOp();
    const NestedOp *nested = find(start->get());
    if (isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(before) || !nested)
      return start;
    if (!start->get().hasOneUse() || nested->depth != last->depth)
      return nullptr;
    result = cast<OpResult>(start->get());
  }
  return nullptr;
}

/// Through fills.
static Value findBottom(OpOperand &init) {
  Value bottom = init.get();
  while (auto fill = bottom.getDefiningOp<linalg::FillOp>())
    bottom = fill.getOutputs().front();
  return bottom;
}

/// The loops around the op that don't move the result.
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

/// The loops of the nest in whose turns the op adds to its result.
static llvm::SmallBitVector findSummed(const NestedOp &op) {
  llvm::SmallBitVector summed(op.depth);
  for (auto [loop, own] : llvm::enumerate(op.loops))
    if (own && *own < op.depth && !op.stated->spec.isParallel(loop))
      summed.set(*own);
  return summed;
}

/// An empty tensor, or what is written onto, as it is in front of the turns
/// that add to it.
FailureOr<Value> NestWriter::makeDestination(unsigned number) {
  OpResult result = carried[number].result;
  if (!carried[number].isSummed.none()) {
    OpOperand *start =
        cast<linalg::LinalgOp>(result.getOwner()).getTiedOpOperand(result);
    if (find(start->get()))
      return failure();
    startsFrom[start] = number;
    return start->get();
  }
  OpOperand *start = findStart(result);
  if (start) {
    startsFrom[start] = number;
    Value bottom = findBottom(*start);
    if (!bottom.getDefiningOp<tensor::EmptyOp>())
      return bottom;
  }
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    FailureOr<OpFoldResult> size = findSize(result, dim);
    if (failed(size))
      return failure();
    sizes.push_back(*size);
  }
  return tensor::EmptyOp::create(rewriter, result.getLoc(), sizes,
                                 type.getElementType())
      .getResult();
}

LogicalResult NestWriter::findCarried() {
  for (const NestedOp &op : plan.ops)
    for (OpResult result : op.getOp()->getResults())
      if (llvm::any_of(result.getUsers(),
                       [&](Operation *user) { return !ops.contains(user); }))
        carried.push_back(
            {result, &op, op.stated->spec.results[result.getResultNumber()].map,
             Value(), findSummed(op)});
  for (unsigned number = 0; number < carried.size(); ++number) {
    // No two turns write the same place, but of sums.
    const NestResult &each = carried[number];
    if (findUnmoving(each.result, *each.op) != each.isSummed)
      return failure();
    FailureOr<Value> whole = makeDestination(number);
    if (failed(whole))
      return failure();
    carried[number].whole = *whole;
  }
  return success();
}

LogicalResult NestWriter::make() {
  if (failed(findExtents()) || failed(findCarried()))
    return failure();
  Block *block = rewriter.getInsertionBlock();
  Block::iterator end = rewriter.getInsertionPoint();
  Operation *before = end == block->begin() ? nullptr : &*std::prev(end);
  makeLevel(0);
  // Ops that only move elements have no mark.
  auto *marked = llvm::find_if(plan.ops, [](const NestedOp &op) {
    return op.getOp()->hasAttr(groupMarkName);
  });
  if (marked != plan.ops.end())
    markNest(marked->getOp(),
             before ? std::next(before->getIterator()) : block->begin(), end);
  for (NestResult &each : carried) {
    Value whole = each.whole;
    if (whole.getType() != each.result.getType())
      whole = tensor::CastOp::create(rewriter, each.result.getLoc(),
                                     each.result.getType(), whole);
    rewriter.replaceAllUsesWith(each.result, whole);
  }
  for (const NestedOp &op : llvm::reverse(plan.ops))
    rewriter.eraseOp(op.getOp());
  return success();
}

} // namespace ag
