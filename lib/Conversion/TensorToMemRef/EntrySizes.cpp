//===- EntrySizes.cpp - sizes that are known on entry ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using presburger::BoundType;

namespace ag {

Value cloneSize(Value size, OpBuilder &builder, IRMapping &mapping) {
  if (Value mapped = mapping.lookupOrNull(size))
    return mapped;
  Operation *op = size.getDefiningOp();
  for (Value operand : op->getOperands())
    cloneSize(operand, builder, mapping);
  builder.clone(*op, mapping);
  return mapping.lookup(size);
}

bool EntrySizes::isArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && argument.getOwner() == &entry.getBody().front();
}

/// Whether pure ops compute `value` from the sizes of arguments.
bool EntrySizes::isKnown(Value value) {
  if (auto dim = value.getDefiningOp<memref::DimOp>())
    return isArgument(dim.getSource()) && dim.getConstantIndex();
  auto [found, isNew] = known.try_emplace(value, false);
  if (!isNew)
    return found->second;
  Operation *op = value.getDefiningOp();
  bool result = op && isPure(op) && op->getNumRegions() == 0 &&
                llvm::all_of(op->getOperands(),
                             [&](Value operand) { return isKnown(operand); });
  return known[value] = result;
}

/// By what ops say of sizes: loops of their indices, branches of what they
/// yield. With `stopsAtKnown`, what is known is not followed further: products
/// of sizes bound others, but nothing relates them.
FailureOr<Value> EntrySizes::boundByRelations(Value size, bool stopsAtKnown,
                                              OpBuilder &builder) {
  auto stop = [&](Value value, std::optional<int64_t> dim,
                  ValueBoundsConstraintSet &) {
    if (dim)
      return isArgument(value);
    return stopsAtKnown && !matchPattern(value, m_Constant()) && isKnown(value);
  };
  AffineMap bound;
  ValueDimList operands;
  if (failed(ValueBoundsConstraintSet::computeBound(
          bound, operands, BoundType::UB, size, stop, /*closedUB=*/true)))
    return failure();
  for (auto &[value, dim] : operands)
    if (!dim)
      value = clone(value, builder);
  return getValueOrCreateConstantIndexOp(
      builder, size.getLoc(),
      affine::materializeComputedBound(builder, size.getLoc(), bound,
                                       operands));
}

/// A known size again, at the builder's place.
Value EntrySizes::clone(Value size, OpBuilder &builder) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    mapping.map(argument, argument);
  return cloneSize(size, builder, mapping);
}

/// The greater of two choices; a product of what is not negative.
FailureOr<Value> EntrySizes::boundByParts(Value size, OpBuilder &builder) {
  Operation *op = size.getDefiningOp();
  bool isChoice = isa_and_nonnull<arith::SelectOp, arith::MaxSIOp>(op);
  if (!isChoice && !isa_and_nonnull<arith::MulIOp>(op))
    return failure();
  SmallVector<Value> bounds;
  for (Value part : op->getOperands().take_back(2)) {
    bool isNegative = !ValueBoundsConstraintSet::compare(
        part, ValueBoundsConstraintSet::GE,
        OpFoldResult(builder.getIndexAttr(0)));
    FailureOr<Value> known = bound(part, builder);
    if (failed(known) || (!isChoice && isNegative))
      return failure();
    bounds.push_back(*known);
  }
  Location loc = size.getLoc();
  if (isChoice)
    return arith::MaxSIOp::create(builder, loc, bounds).getResult();
  return arith::MulIOp::create(builder, loc, bounds).getResult();
}

FailureOr<Value> EntrySizes::bound(Value size, OpBuilder &builder) {
  FailureOr<Value> bound = findBound(size, builder);
  OpFoldResult zero = builder.getIndexAttr(0);
  if (failed(bound) || ValueBoundsConstraintSet::compare(
                           *bound, ValueBoundsConstraintSet::GE, zero))
    return bound;
  // As in a branch that is not taken, for a size that is not asked for.
  Value least = arith::ConstantIndexOp::create(builder, size.getLoc(), 0);
  return arith::MaxSIOp::create(builder, size.getLoc(), *bound, least)
      .getResult();
}

FailureOr<Value> EntrySizes::findBound(Value size, OpBuilder &builder) {
  if (isKnown(size))
    return clone(size, builder);
  FailureOr<Value> bound =
      boundByRelations(size, /*stopsAtKnown=*/false, builder);
  if (failed(bound))
    bound = boundByRelations(size, /*stopsAtKnown=*/true, builder);
  return succeeded(bound) ? bound : boundByParts(size, builder);
}

} // namespace ag
