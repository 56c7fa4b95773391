//===- NestWriter.cpp - iter_args of a nest's loops -----------------------===//
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
// Extents, destinations and results
//===----------------------------------------------------------------------===//

/// Returns a dimension's size, computed from values that are available in front
/// of the nest.
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

/// Sets the extents of those loops of the nest that index the value, unless
/// they are constants already.
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

/// Finds the extents of all loops, from results first. Loops that each op
/// reduces have extents from operands.
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

/// Returns the operand that the result's computation starts from. Walks back
/// through ops of the same depth whose results have no other use. Returns null
/// if an op on the way has another use or depth.
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
    // Only sums may be written by several iterations at one position.
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
  // Takes the mark from the first op that has one: ops that only move elements
  // have none.
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
