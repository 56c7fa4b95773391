//===- EntrySizes.cpp - sizes that are known on entry ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "ag/Dialect/AG/IR/SizeBounds.h"
#include "ag/Interfaces/LoopIndex.h"
#include "ag/Interfaces/Purity.h"
#include "ag/Phases/Common/ShapedDims.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

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

bool EntrySizes::isKnown(Value value) {
  if (auto dim = value.getDefiningOp<memref::DimOp>())
    return isArgument(dim.getSource()) && dim.getConstantIndex();
  auto [found, isNew] = known.try_emplace(value, false);
  if (!isNew)
    return found->second;
  Operation *op = value.getDefiningOp();
  bool result = op && isPureOp(op) && op->getNumRegions() == 0 &&
                llvm::all_of(op->getOperands(),
                             [&](Value operand) { return isKnown(operand); });
  return known[value] = result;
}

/// By what ops say of sizes: loops of their indices, branches of what they
/// yield. What is known is not followed further if that fails: products of
/// sizes bound others, but nothing relates them.
Value EntrySizes::findByRelations(
    const ValueBoundsConstraintSet::Variable &size, Location loc, Side side,
    OpBuilder &builder) {
  for (bool stopsAtKnown : {false, true}) {
    auto isLeaf = [&](Value value, std::optional<int64_t> dim) {
      if (dim)
        return isArgument(value);
      return stopsAtKnown && !matchPattern(value, m_Constant()) &&
             isKnown(value);
    };
    std::optional<SizeBound> bound = computeSizeBound(
        side == Side::Above ? BoundType::UB : BoundType::LB, size, isLeaf);
    if (!bound)
      continue;
    for (auto &[value, dim] : bound->operands)
      if (!dim)
        value = clone(value, builder);
    return getValueOrCreateConstantIndexOp(
        builder, loc,
        affine::materializeComputedBound(builder, loc, bound->map,
                                         bound->operands));
  }
  return nullptr;
}

/// A known size again, at the builder's place.
Value EntrySizes::clone(Value size, OpBuilder &builder) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    mapping.map(argument, argument);
  return cloneSize(size, builder, mapping);
}

//===----------------------------------------------------------------------===//
// By the bounds of operands
//===----------------------------------------------------------------------===//

/// By relations, or as the op's operands are, for so many ops in a row: of ops
/// that keep a sign alone.
static bool isAtLeast(Value value, int64_t least, unsigned depth = 6) {
  if (ValueBoundsConstraintSet::compare(
          value, ValueBoundsConstraintSet::GE,
          OpFoldResult(Builder(value.getContext()).getIndexAttr(least))))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0 ||
      (op->getNumOperands() != 2 && !isa<arith::SelectOp>(op)))
    return false;
  Value a = op->getOperands().take_back(2)[0], b = op->getOperands().back();
  if (isa<arith::MinSIOp, arith::SelectOp>(op) ||
      (isa<arith::MulIOp>(op) && least <= 1))
    return isAtLeast(a, std::max<int64_t>(least, 0), depth - 1) &&
           isAtLeast(b, std::max<int64_t>(least, 0), depth - 1);
  if (isa<arith::MaxSIOp>(op))
    return isAtLeast(a, least, depth - 1) || isAtLeast(b, least, depth - 1);
  if (isa<arith::AddIOp>(op))
    return isAtLeast(a, least, depth - 1) && isAtLeast(b, 0, depth - 1);
  bool isDivision =
      isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp,
          arith::CeilDivSIOp, arith::CeilDivUIOp, arith::RemSIOp>(op);
  return least <= 0 && isDivision && isAtLeast(a, 0, depth - 1) &&
         isAtLeast(b, 1, depth - 1);
}

static Value makeNumber(OpBuilder &builder, Location loc, int64_t number) {
  return arith::ConstantIndexOp::create(builder, loc, number);
}

template <typename Op>
static Value combine(OpBuilder &builder, Location loc, Value a, Value b) {
  return a && b ? Op::create(builder, loc, a, b).getResult() : Value();
}

/// A bound above what is not negative where it is asked for. In a branch that
/// is not taken it might be.
static Value clampToSize(Value bound, Location loc, OpBuilder &builder) {
  if (!bound || isAtLeast(bound, 0))
    return bound;
  return combine<arith::MaxSIOp>(builder, loc, bound,
                                 makeNumber(builder, loc, 0));
}

Value EntrySizes::findOfSize(Value size, OpBuilder &builder) {
  return clampToSize(find(size, Side::Above, builder), size.getLoc(), builder);
}

/// What the loop's bounds say of its index.
Value EntrySizes::findOfIndex(BlockArgument index, Side side,
                              OpBuilder &builder) {
  std::optional<LoopIndex> known = findLoopIndex(index);
  if (!known)
    return nullptr;
  std::optional<OpFoldResult> end =
      side == Side::Above ? known->upper : known->lower;
  if (!end)
    return nullptr;
  Location loc = index.getLoc();
  Value bound =
      find(getValueOrCreateConstantIndexOp(builder, loc, *end), side, builder);
  if (side == Side::Below)
    return bound;
  return combine<arith::SubIOp>(builder, loc, bound,
                                makeNumber(builder, loc, 1));
}

/// Of numbers that are not negative, or by a number.
Value EntrySizes::findOfProduct(Operation *op, Side side, OpBuilder &builder) {
  Location loc = op->getLoc();
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (std::optional<int64_t> factor = getConstantIntValue(b))
    return combine<arith::MulIOp>(
        builder, loc, find(a, *factor < 0 ? other(side) : side, builder),
        makeNumber(builder, loc, *factor));
  if (!isAtLeast(a, 0) || !isAtLeast(b, 0))
    return nullptr;
  if (side == Side::Below)
    return makeNumber(builder, loc, 0);
  return combine<arith::MulIOp>(builder, loc, findOfSize(a, builder),
                                findOfSize(b, builder));
}

/// A quotient by 1 or more grows with what is divided, and is no greater if
/// that is not negative.
Value EntrySizes::findOfQuotient(Operation *op, Side side, OpBuilder &builder) {
  Location loc = op->getLoc();
  Value a = op->getOperand(0), b = op->getOperand(1);
  bool isPositive = isAtLeast(a, 0);
  bool hasSign = !isa<arith::DivUIOp, arith::CeilDivUIOp>(op);
  if (!isAtLeast(b, 1) || (!isPositive && !hasSign))
    return nullptr;
  if (isPositive && side == Side::Below)
    return makeNumber(builder, loc, 0);
  std::optional<int64_t> divisor = getConstantIntValue(b);
  Value bound = isPositive ? findOfSize(a, builder)
                : divisor  ? find(a, side, builder)
                           : Value();
  if (!bound || !divisor)
    return bound;
  IRMapping mapping;
  mapping.map(a, bound);
  mapping.map(b, makeNumber(builder, loc, *divisor));
  return builder.clone(*op, mapping)->getResult(0);
}

/// What 1 or more leaves is less than that, and no more than what is divided.
Value EntrySizes::findOfRemainder(Operation *op, Side side,
                                  OpBuilder &builder) {
  Location loc = op->getLoc();
  Value a = op->getOperand(0), b = op->getOperand(1);
  bool isPositive = isAtLeast(a, 0);
  if (!isAtLeast(b, 1))
    return nullptr;
  if (side == Side::Below)
    return isPositive || isa<arith::RemUIOp>(op) ? makeNumber(builder, loc, 0)
                                                 : Value();
  if (Value least = combine<arith::SubIOp>(builder, loc, find(b, side, builder),
                                           makeNumber(builder, loc, 1)))
    return least;
  return isPositive ? find(a, side, builder) : Value();
}

/// Whether that follows from the operands, none of which is negative then.
static bool isNonNegative(AffineExpr expr, ValueRange operands, unsigned dims) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue() >= 0;
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return isAtLeast(operands[dim.getPosition()], 0);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return isAtLeast(operands[dims + symbol.getPosition()], 0);
  auto binary = cast<AffineBinaryOpExpr>(expr);
  return isNonNegative(binary.getLHS(), operands, dims) &&
         isNonNegative(binary.getRHS(), operands, dims);
}

/// A product of two expressions that are not negative, as findOfProduct.
Value EntrySizes::findOfProduct(AffineBinaryOpExpr product, ValueRange operands,
                                unsigned dims, Side side, OpBuilder &builder) {
  Location loc = builder.getUnknownLoc();
  if (!isNonNegative(product, operands, dims))
    return nullptr;
  if (side == Side::Below)
    return makeNumber(builder, loc, 0);
  auto factor = [&](AffineExpr expr) {
    return clampToSize(findOfExpr(expr, operands, dims, side, builder), loc,
                       builder);
  };
  return combine<arith::MulIOp>(builder, loc, factor(product.getLHS()),
                                factor(product.getRHS()));
}

/// Of an expression whose leaves are `operands`, those of the dims first.
Value EntrySizes::findOfExpr(AffineExpr expr, ValueRange operands,
                             unsigned dims, Side side, OpBuilder &builder) {
  Location loc = builder.getUnknownLoc();
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return makeNumber(builder, loc, constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return find(operands[dim.getPosition()], side, builder);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return find(operands[dims + symbol.getPosition()], side, builder);
  auto binary = cast<AffineBinaryOpExpr>(expr);
  auto left = [&](Side ofLeft) {
    return findOfExpr(binary.getLHS(), operands, dims, ofLeft, builder);
  };
  if (expr.getKind() == AffineExprKind::Add)
    return combine<arith::AddIOp>(
        builder, loc, left(side),
        findOfExpr(binary.getRHS(), operands, dims, side, builder));
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (!factor && expr.getKind() == AffineExprKind::Mul)
    return findOfProduct(binary, operands, dims, side, builder);
  if (!factor)
    return nullptr;
  Value number = makeNumber(builder, loc, factor.getValue());
  if (expr.getKind() == AffineExprKind::Mul)
    return combine<arith::MulIOp>(
        builder, loc, left(factor.getValue() < 0 ? other(side) : side), number);
  if (factor.getValue() < 1)
    return nullptr;
  if (expr.getKind() == AffineExprKind::Mod)
    return makeNumber(builder, loc,
                      side == Side::Above ? factor.getValue() - 1 : 0);
  Value bound = left(side);
  return bound ? affine::AffineApplyOp::create(
                     builder, loc,
                     AffineMap::get(1, 0,
                                    getAffineBinaryOpExpr(
                                        expr.getKind(),
                                        builder.getAffineDimExpr(0), factor)),
                     bound)
                     .getResult()
               : Value();
}

Value EntrySizes::findOfAffine(Operation *op, Side side, OpBuilder &builder) {
  AffineMap map = op->getAttrOfType<AffineMapAttr>("map").getValue();
  // One result is enough for the least or the greatest on that side.
  bool isMin = isa<affine::AffineMinOp>(op);
  bool needsAll = isMin ? side == Side::Below : side == Side::Above;
  Value bound;
  for (AffineExpr expr : map.getResults()) {
    Value own =
        findOfExpr(expr, op->getOperands(), map.getNumDims(), side, builder);
    if (!own && needsAll)
      return nullptr;
    if (!bound || !own)
      bound = own ? own : bound;
    else if (isMin)
      bound = combine<arith::MinSIOp>(builder, op->getLoc(), bound, own);
    else
      bound = combine<arith::MaxSIOp>(builder, op->getLoc(), bound, own);
  }
  return bound;
}

/// Of a dimension of a buffer.
Value EntrySizes::findOfShape(Value buffer, int64_t dim, Side side,
                              OpBuilder &builder) {
  auto key = std::tuple(buffer, dim, static_cast<unsigned>(side));
  if (auto known = foundOfShapes.find(key); known != foundOfShapes.end())
    return known->second;
  std::optional<ShapedDim> known = findShapedDim(buffer, dim);
  Value bound =
      known ? findOfDim(buffer.getLoc(), *known, dim, side, builder)
            : findByRelations({buffer, dim}, buffer.getLoc(), side, builder);
  return foundOfShapes[key] = bound;
}

Value EntrySizes::findOfDim(Location loc, const ShapedDim &known, int64_t dim,
                            Side side, OpBuilder &builder) {
  if (auto number = dyn_cast_or_null<Attribute>(known.size))
    return makeNumber(builder, loc, cast<IntegerAttr>(number).getInt());
  if (known.size && side == Side::Above)
    return findOfSize(cast<Value>(known.size), builder);
  if (known.size)
    return find(cast<Value>(known.size), side, builder);
  if (known.source) {
    if (side == Side::Below && known.parts.size() != 1)
      return makeNumber(builder, loc, 0);
    Value product = makeNumber(builder, loc, 1);
    for (int64_t part : known.parts)
      product = combine<arith::MulIOp>(
          builder, loc, product,
          findOfShape(known.source, part, side, builder));
    return product;
  }
  Value first = findOfShape(known.first, dim, side, builder);
  Value other = findOfShape(known.other, dim, side, builder);
  return side == Side::Above
             ? combine<arith::MaxSIOp>(builder, loc, first, other)
             : combine<arith::MinSIOp>(builder, loc, first, other);
}

Value EntrySizes::findByParts(Operation *op, Side side, OpBuilder &builder) {
  Location loc = op->getLoc();
  auto part = [&](unsigned number, Side ofPart) {
    return find(op->getOperand(number), ofPart, builder);
  };
  bool isMax = isa<arith::MaxSIOp, arith::MaxUIOp>(op);
  bool isMin = isa<arith::MinSIOp, arith::MinUIOp>(op);
  bool isUnsigned = isa<arith::MaxUIOp, arith::MinUIOp>(op);
  if (isMax || isMin || isa<arith::SelectOp>(op)) {
    Value a = op->getOperands().take_back(2)[0], b = op->getOperands().back();
    if (isUnsigned && (!isAtLeast(a, 0) || !isAtLeast(b, 0)))
      return nullptr;
    Value first = find(a, side, builder), second = find(b, side, builder);
    // One operand is enough for what it is on that side of.
    bool needsBoth = !(side == Side::Above ? isMin : isMax);
    if (!first || !second)
      return needsBoth ? Value() : first ? first : second;
    bool takesMax = isMax || (!isMin && side == Side::Above);
    return takesMax ? combine<arith::MaxSIOp>(builder, loc, first, second)
                    : combine<arith::MinSIOp>(builder, loc, first, second);
  }
  if (isa<arith::AddIOp>(op))
    return combine<arith::AddIOp>(builder, loc, part(0, side), part(1, side));
  if (isa<arith::SubIOp>(op))
    return combine<arith::SubIOp>(builder, loc, part(0, side),
                                  part(1, other(side)));
  if (isa<arith::MulIOp>(op))
    return findOfProduct(op, side, builder);
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp,
          arith::CeilDivSIOp, arith::CeilDivUIOp>(op))
    return findOfQuotient(op, side, builder);
  if (isa<arith::RemUIOp, arith::RemSIOp>(op))
    return findOfRemainder(op, side, builder);
  if (isa<affine::AffineApplyOp, affine::AffineMinOp, affine::AffineMaxOp>(op))
    return findOfAffine(op, side, builder);
  if (auto dim = dyn_cast<memref::DimOp>(op))
    if (std::optional<int64_t> number = dim.getConstantIndex())
      return findOfShape(dim.getSource(), *number, side, builder);
  return nullptr;
}

//===----------------------------------------------------------------------===//
// All together
//===----------------------------------------------------------------------===//

Value EntrySizes::findAnew(Value size, Side side, OpBuilder &builder) {
  if (isKnown(size))
    return clone(size, builder);
  if (Value bound = findByRelations(size, size.getLoc(), side, builder))
    return bound;
  if (auto argument = dyn_cast<BlockArgument>(size))
    return findOfIndex(argument, side, builder);
  return findByParts(size.getDefiningOp(), side, builder);
}

Value EntrySizes::find(Value size, Side side, OpBuilder &builder) {
  std::pair<Value, unsigned> key = {size, static_cast<unsigned>(side)};
  if (auto known = found.find(key); known != found.end())
    return known->second;
  Value before = unbounded;
  Value bound = findAnew(size, side, builder);
  if (bound)
    unbounded = before;
  else if (unbounded == before)
    unbounded = size;
  return found[key] = bound;
}

FailureOr<Value> EntrySizes::bound(Value size, OpBuilder &builder) {
  unbounded = nullptr;
  Value bound = findOfSize(size, builder);
  if (!bound)
    return failure();
  return bound;
}

} // namespace ag
