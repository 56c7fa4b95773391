//===- SavedValues.cpp - values saved for the reverse ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/SavedValues.h"
#include "Regions/IterArgSizes.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace ag {
namespace {
using presburger::BoundType;
using Variable = ValueBoundsConstraintSet::Variable;
using StopCondition = ValueBoundsConstraintSet::StopConditionFn;

/// Returns the size, or an upper bound of it, in terms of values for which
/// `isKnown` returns true; std::nullopt if there is none.
std::optional<Variable> findBound(const Variable &size, BoundType bound,
                                  const StopCondition &isKnown) {
  AffineMap map;
  ValueDimList operands;
  if (failed(ValueBoundsConstraintSet::computeBound(
          map, operands, bound, size, isKnown, /*closedUB=*/true)))
    return std::nullopt;
  return Variable(map, llvm::map_to_vector(operands, [](auto operand) {
                    return Variable(operand.first, operand.second);
                  }));
}

Value materialize(const Variable &size, Location loc, OpBuilder &builder) {
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::materializeComputedBound(builder, loc, size.getMap(),
                                       size.getOperands()));
}

/// Returns true if the value is defined outside the op that contains `block`.
bool isOutside(Value value, Block *block) {
  return !block->getParentOp()->isAncestor(
      value.getParentBlock()->getParentOp());
}

/// Returns a size, or an upper bound of it, as a value before the op that
/// contains `block`; null if no bound is known.
Value findOutside(Variable size, Location loc, BoundType bound, Block *block) {
  OpBuilder outside(block->getParentOp());
  auto isKnown = [=](Value value, std::optional<int64_t>,
                     ValueBoundsConstraintSet &) {
    return isOutside(value, block);
  };
  if (auto found = findBound(size, bound, isKnown))
    return materialize(*found, loc, outside);
  // The size may depend on iter_args whose sizes are those of their init
  // operands.
  IterArgSizes carried;
  auto isKnownOrCarried = [&](Value value, std::optional<int64_t> ofDim,
                              ValueBoundsConstraintSet &set) {
    return isKnown(value, ofDim, set) ||
           (ofDim && carried.findStart(value, *ofDim));
  };
  while (auto found = findBound(size, bound, isKnownOrCarried)) {
    size = carried.startFor(found->getMap(), found->getOperands());
    if (llvm::all_of(size.getOperands(), [&](auto operand) {
          return isOutside(operand.first, block);
        }))
      return materialize(size, loc, outside);
  }
  return nullptr;
}

/// Returns a dimension of `tensor` as a value after it: computed from indices
/// if a bound allows it, and a tensor.dim otherwise.
Value makeSize(Value tensor, int64_t dim) {
  OpBuilder builder(tensor.getContext());
  builder.setInsertionPointAfterValue(tensor);
  auto isNumber = [](Value value, std::optional<int64_t> ofDim,
                     ValueBoundsConstraintSet &) {
    return !ofDim && value.getType().isIndex();
  };
  if (auto size = findBound(Variable(tensor, dim), BoundType::EQ, isNumber))
    return materialize(*size, tensor.getLoc(), builder);
  return tensor::DimOp::create(builder, tensor.getLoc(), tensor, dim);
}

} // namespace

Value findRead(Value value) {
  Value read;
  for (OpOperand *chosen : getChosen(value)) {
    if (isNothing(chosen->get()))
      continue;
    if (read)
      return value;
    read = chosen->get();
  }
  return read ? findRead(read) : value;
}

Value findSizeOutside(Value tensor, int64_t dim, Block *block) {
  return findOutside({tensor, dim}, tensor.getLoc(), BoundType::EQ, block);
}

std::optional<Kept> planRoom(Value value, Block *block) {
  Kept kept{value, {}, {}};
  if (value.getType().isIndex())
    kept.most = findOutside(value, value.getLoc(), BoundType::UB, block);
  OpBuilder outside(block->getParentOp());
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    Value &size = kept.sizes.emplace_back();
    if (!type.isDynamicDim(dim)) {
      kept.room.push_back(outside.getIndexAttr(type.getDimSize(dim)));
      continue;
    }
    Value room = findSizeOutside(value, dim, block);
    if (!room) {
      size = makeSize(value, dim);
      room = findOutside({findRead(value), dim}, value.getLoc(), BoundType::UB,
                         block);
    }
    if (!room)
      return std::nullopt;
    kept.room.push_back(room);
  }
  return kept;
}

namespace {
/// Replaces `op` by one with further results, which the terminators of its
/// regions yield.
Operation *extendResults(Operation *op, TypeRange more,
                         ArrayRef<SmallVector<Value>> forwarded) {
  OpBuilder builder(op);
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(types, more);
  Operation *extended =
      cloneWithoutRegions(builder, op, types, op->getOperands());
  for (auto [from, to, values] :
       llvm::zip_equal(op->getRegions(), extended->getRegions(), forwarded)) {
    to.takeBody(from);
    Operation *terminator = to.front().getTerminator();
    terminator->insertOperands(terminator->getNumOperands(), values);
  }
  op->replaceAllUsesWith(
      extended->getResults().take_front(op->getNumResults()));
  op->erase();
  return extended;
}

} // namespace

Value makeNothing(Type type, OpBuilder &builder, Location loc) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  SmallVector<OpFoldResult> sizes;
  for (int64_t size : tensor.getShape())
    sizes.push_back(
        builder.getIndexAttr(ShapedType::isDynamic(size) ? 0 : size));
  auto empty =
      tensor::EmptyOp::create(builder, loc, sizes, tensor.getElementType());
  if (empty.getType() == type)
    return empty;
  empty->setDiscardableAttr(nothingAttrName, builder.getUnitAttr());
  return tensor::CastOp::create(builder, loc, type, empty);
}

bool isNothing(Value value) {
  if (auto cast = value.getDefiningOp<tensor::CastOp>())
    value = cast.getSource();
  auto empty = value.getDefiningOp<tensor::EmptyOp>();
  return empty && empty->hasAttr(nothingAttrName);
}

SmallVector<Value> keepOfChoice(Block *block, ArrayRef<Kept> all) {
  auto values =
      llvm::map_to_vector(all, [](const Kept &kept) { return kept.value; });
  Operation *op = block->getParentOp();
  SmallVector<SmallVector<Value>> forwarded;
  for (Region &region : op->getRegions()) {
    SmallVector<Value> &ofRegion = forwarded.emplace_back();
    OpBuilder builder(region.front().getTerminator());
    for (Value value : values)
      ofRegion.push_back(
          &region.front() == block
              ? value
              : makeNothing(value.getType(), builder, value.getLoc()));
  }
  Operation *extended =
      extendResults(op, ValueRange(values).getTypes(), forwarded);
  return llvm::to_vector_of<Value>(
      extended->getResults().take_back(values.size()));
}

} // namespace ag
