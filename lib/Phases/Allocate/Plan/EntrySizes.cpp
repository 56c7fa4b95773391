//===- EntrySizes.cpp - sizes that are known on entry ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "ag/Interfaces/Flow/Purity.h"
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

/// Returns a bound by upstream's ValueBounds: loops bound their indices, and
/// branches the values that they yield. Null if there is none. The second
/// attempt does not follow known sizes further: a product of sizes may bound
/// other sizes, but has no linear relation to its factors.
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

/// Clones a known size at the builder's position.
Value EntrySizes::clone(Value size, OpBuilder &builder) {
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    mapping.map(argument, argument);
  return cloneSize(size, builder, mapping);
}

//===----------------------------------------------------------------------===//
// Bounds by operands
//===----------------------------------------------------------------------===//

/// Returns true if `term` is known to be at least `least`: by its ValueBounds,
/// or by its operands, which are followed through `depth` ops. Without the
/// former, knows only arithmetic that preserves signs.
static bool isAtLeast(const SizeTerm &term, int64_t least, unsigned depth = 6) {
  if (std::optional<int64_t> number = term.getNumber())
    return *number >= least;
  Value value = term.getValue();
  ValueBoundsConstraintSet::Variable known = term.getVariable();
  Attribute number = Builder(known.getContext()).getIndexAttr(least);
  if (ValueBoundsConstraintSet::compare(known, ValueBoundsConstraintSet::GE,
                                        OpFoldResult(number)))
    return true;
  if (depth == 0)
    return false;
  SizeStep step = readStep(term);
  auto isPart = [&](const SizeTerm &part, int64_t ofPart) {
    return isAtLeast(part, ofPart, value ? depth - 1 : depth);
  };
  auto isEach = [&](int64_t ofPart) {
    return llvm::all_of(
        step.parts, [&](const SizeTerm &part) { return isPart(part, ofPart); });
  };
  switch (step.kind) {
  case SizeStep::Least:
  case SizeStep::Choice:
    return !step.isUnsigned && isEach(std::max<int64_t>(least, 0));
  case SizeStep::Greatest:
    return !step.isUnsigned && llvm::any_of(step.parts, [&](const auto &part) {
      return isPart(part, least);
    });
  case SizeStep::Product:
    return least <= 1 && isEach(std::max<int64_t>(least, 0));
  case SizeStep::Sum:
    return isPart(step.parts[0], least) && isPart(step.parts[1], 0);
  case SizeStep::Quotient:
  case SizeStep::Remainder:
    return least <= 0 && isPart(step.parts[0], 0) && isPart(step.parts[1], 1);
  default:
    return false;
  }
}

static Value makeNumber(OpBuilder &builder, Location loc, int64_t number) {
  return arith::ConstantIndexOp::create(builder, loc, number);
}

template <typename Op>
static Value combine(OpBuilder &builder, Location loc, Value a, Value b) {
  return a && b ? Op::create(builder, loc, a, b).getResult() : Value();
}

/// Returns `bound`, or 0 if it is negative; null if it is null. An upper bound
/// of a size is not negative where the size is used, but it may be in a branch
/// that is not taken.
static Value clampToSize(Value bound, Location loc, OpBuilder &builder) {
  if (!bound || isAtLeast(bound, 0))
    return bound;
  return combine<arith::MaxSIOp>(builder, loc, bound,
                                 makeNumber(builder, loc, 0));
}

Value EntrySizes::findOfSize(const SizeTerm &size, Location loc,
                             OpBuilder &builder) {
  return clampToSize(find(size, loc, Side::Above, builder), loc, builder);
}

/// Returns a bound of a loop's index from the loop's bounds, or null.
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

/// Bounds a product by a number, or of factors that are not negative.
Value EntrySizes::findOfProduct(const SizeStep &step, Location loc, Side side,
                                OpBuilder &builder) {
  const SizeTerm &a = step.parts[0], &b = step.parts[1];
  if (std::optional<int64_t> factor = b.getNumber())
    return combine<arith::MulIOp>(
        builder, loc, find(a, loc, *factor < 0 ? other(side) : side, builder),
        makeNumber(builder, loc, *factor));
  if (!isAtLeast(a, 0) || !isAtLeast(b, 0))
    return nullptr;
  if (side == Side::Below)
    return makeNumber(builder, loc, 0);
  return combine<arith::MulIOp>(builder, loc, findOfSize(a, loc, builder),
                                findOfSize(b, loc, builder));
}

/// Creates the quotient of `dividend` and `divisor` with the op or the affine
/// operator that `step` has.
static Value divideAgain(const SizeStep &step, Operation *op, Value dividend,
                         int64_t divisor, Location loc, OpBuilder &builder) {
  if (!step.expr) {
    IRMapping mapping;
    mapping.map(op->getOperand(0), dividend);
    mapping.map(op->getOperand(1), makeNumber(builder, loc, divisor));
    return builder.clone(*op, mapping)->getResult(0);
  }
  AffineExpr quotient =
      getAffineBinaryOpExpr(step.expr.getKind(), builder.getAffineDimExpr(0),
                            builder.getAffineConstantExpr(divisor));
  return affine::AffineApplyOp::create(builder, loc,
                                       AffineMap::get(1, 0, quotient), dividend)
      .getResult();
}

/// Bounds a quotient whose divisor is at least 1. It grows with the dividend,
/// and does not exceed a dividend that is not negative.
Value EntrySizes::findOfQuotient(const SizeStep &step, Operation *op,
                                 Location loc, Side side, OpBuilder &builder) {
  const SizeTerm &a = step.parts[0], &b = step.parts[1];
  std::optional<int64_t> divisor = b.getNumber();
  bool isPositive = !step.expr && isAtLeast(a, 0);
  if (!isAtLeast(b, 1) || (!isPositive && step.isUnsigned))
    return nullptr;
  if (isPositive && side == Side::Below)
    return makeNumber(builder, loc, 0);
  Value bound = isPositive ? findOfSize(a, loc, builder)
                : divisor  ? find(a, loc, side, builder)
                           : Value();
  return bound && divisor ? divideAgain(step, op, bound, *divisor, loc, builder)
                          : bound;
}

/// Bounds a remainder whose divisor is at least 1. It is less than the divisor,
/// and does not exceed a dividend that is not negative. An affine remainder is
/// never negative.
Value EntrySizes::findOfRemainder(const SizeStep &step, Location loc, Side side,
                                  OpBuilder &builder) {
  const SizeTerm &a = step.parts[0], &b = step.parts[1];
  bool isPositive = isAtLeast(a, 0);
  if (!isAtLeast(b, 1))
    return nullptr;
  if (side == Side::Below)
    return isPositive || step.isUnsigned || step.expr
               ? makeNumber(builder, loc, 0)
               : Value();
  if (Value least =
          combine<arith::SubIOp>(builder, loc, find(b, loc, side, builder),
                                 makeNumber(builder, loc, 1)))
    return least;
  return isPositive ? find(a, loc, side, builder) : Value();
}

/// Bounds a minimum, a maximum or a choice. One operand suffices for an upper
/// bound of a minimum and for a lower bound of a maximum.
Value EntrySizes::findOfOneOf(const SizeStep &step, Location loc, Side side,
                              OpBuilder &builder) {
  if (step.isUnsigned && !llvm::all_of(step.parts, [](const SizeTerm &part) {
        return isAtLeast(part, 0);
      }))
    return nullptr;
  bool isMin = step.kind == SizeStep::Least;
  bool isMax = step.kind == SizeStep::Greatest;
  bool needsAll = !(side == Side::Above ? isMin : isMax);
  bool takesMax = isMax || (!isMin && side == Side::Above);
  Value bound;
  for (const SizeTerm &part : step.parts) {
    Value own = find(part, loc, side, builder);
    if (!own && needsAll)
      return nullptr;
    if (!bound || !own)
      bound = own ? own : bound;
    else if (takesMax)
      bound = combine<arith::MaxSIOp>(builder, loc, bound, own);
    else
      bound = combine<arith::MinSIOp>(builder, loc, bound, own);
  }
  return bound;
}

/// Bounds a dimension of a buffer.
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
    return findOfSize(cast<Value>(known.size), loc, builder);
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

/// Bounds a term by its operands. It is computed by `op`, or by an operator of
/// its affine map.
Value EntrySizes::findByParts(const SizeTerm &term, Operation *op, Location loc,
                              Side side, OpBuilder &builder) {
  SizeStep step = readStep(term);
  auto part = [&](unsigned number, Side ofPart) {
    return find(step.parts[number], loc, ofPart, builder);
  };
  switch (step.kind) {
  case SizeStep::Number:
    return makeNumber(builder, loc, step.number);
  case SizeStep::Dimension:
    return findOfShape(step.shaped, step.number, side, builder);
  case SizeStep::Sum:
    return combine<arith::AddIOp>(builder, loc, part(0, side), part(1, side));
  case SizeStep::Difference:
    return combine<arith::SubIOp>(builder, loc, part(0, side),
                                  part(1, other(side)));
  case SizeStep::Product:
    return findOfProduct(step, loc, side, builder);
  case SizeStep::Quotient:
    return findOfQuotient(step, op, loc, side, builder);
  case SizeStep::Remainder:
    return findOfRemainder(step, loc, side, builder);
  case SizeStep::Least:
  case SizeStep::Greatest:
  case SizeStep::Choice:
    return findOfOneOf(step, loc, side, builder);
  case SizeStep::Unknown:
    return nullptr;
  }
  llvm_unreachable("all kinds are listed");
}

//===----------------------------------------------------------------------===//
// All bounds
//===----------------------------------------------------------------------===//

Value EntrySizes::findAnew(Value size, Side side, OpBuilder &builder) {
  if (isKnown(size))
    return clone(size, builder);
  if (Value bound = findByRelations(size, size.getLoc(), side, builder))
    return bound;
  if (auto argument = dyn_cast<BlockArgument>(size))
    return findOfIndex(argument, side, builder);
  return findByParts(size, size.getDefiningOp(), size.getLoc(), side, builder);
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

Value EntrySizes::find(const SizeTerm &term, Location loc, Side side,
                       OpBuilder &builder) {
  if (Value size = term.getValue())
    return find(size, side, builder);
  return findByParts(term, /*op=*/nullptr, loc, side, builder);
}

FailureOr<Value> EntrySizes::bound(Value size, OpBuilder &builder) {
  unbounded = nullptr;
  Value bound = findOfSize(size, size.getLoc(), builder);
  if (!bound)
    return failure();
  return bound;
}

} // namespace ag
