//===- SizeTerms.cpp - sizes of an entry in terms of its symbols ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are ops translated to terms of the size algebra?
//
// Sums, products, maxima and the like are translated as they are. The result of
// another pure op is an unknown number. Equal ops on equal sizes have the same
// number, in all of the functions. Any other value, such as an element of a
// tensor, is an unknown number as well. Upstream's ValueBounds bound it from
// above.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/SizeTerms.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Phases/Common/ShapedDims.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

/// The first entry of the key of an unknown number, so that numbers of
/// different kinds have different keys.
enum KeyKind : int64_t { OfValue, OfDim, OfPair, OfOp };

//===----------------------------------------------------------------------===//
// Arithmetic of sizes
//===----------------------------------------------------------------------===//

/// Returns a size as that of a dimension. Takes the maximum with 0, as planners
/// do, unless the size is known to be non-negative.
static Size toDim(SizeProver &prover, const Size &size) {
  return prover.isAtLeast(size, 0) ? size : prover.getAlgebra().max(size, 0);
}

namespace {
/// An operator that divides.
struct Division {
  /// Identifies the operator.
  int64_t kind;
  /// Whether a quotient is rounded up.
  bool isUp;
  /// Whether rounding does not depend on the sign.
  bool isEven;
  /// Whether a remainder of a negative number is negative, unless `isEven`.
  bool isSigned;

  /// Returns the key of a result of which at most bounds are known.
  std::vector<int64_t> makeKey(const Size &a, const Size &b) const;
};
} // namespace

std::vector<int64_t> Division::makeKey(const Size &a, const Size &b) const {
  std::vector<int64_t> key = {OfPair, kind};
  llvm::append_range(key, a.encode());
  llvm::append_range(key, b.encode());
  return key;
}

/// Returns the quotient of numbers that are known not to be negative. The
/// dividend may be negative if the divisor is a constant and rounding does not
/// depend on the sign. Other quotients are unknown numbers.
static Size divideSizes(SizeProver &prover, const Size &a, const Size &b,
                        const Division &division) {
  SizeAlgebra &algebra = prover.getAlgebra();
  std::optional<int64_t> divisor = b.getNumber();
  bool isPositive = prover.isAtLeast(a, 0);
  bool isKnown = divisor ? *divisor >= 1 && (division.isEven || isPositive)
                         : isPositive && prover.isAtLeast(b, 1);
  return isKnown ? algebra.divide(a, b, division.isUp)
                 : algebra.unknown(division.makeKey(a, b), {}, {});
}

/// Returns the remainder, or an unknown number with the bounds that follow from
/// the divisor.
static Size takeRemainder(SizeProver &prover, const Size &a, const Size &b,
                          const Division &division) {
  SizeAlgebra &algebra = prover.getAlgebra();
  std::vector<int64_t> key = division.makeKey(a, b);
  if (!prover.isAtLeast(b, 1))
    return algebra.unknown(key, {}, {});
  Size greatest = b - 1;
  std::optional<int64_t> divisor = b.getNumber();
  bool isPositive = prover.isAtLeast(a, 0);
  if (divisor && (division.isEven || isPositive))
    return a - algebra.floorDivide(a, *divisor) * *divisor;
  if (isPositive)
    return algebra.unknown(key, 0, algebra.min(a, greatest));
  return algebra.unknown(key, division.isSigned ? 0 - greatest : Size(0),
                         greatest);
}

/// Evaluates `expr` on `operands`, those of the dims first.
static Size evaluateExpr(SizeProver &prover, AffineExpr expr,
                         ArrayRef<Size> operands, unsigned dims) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return operands[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return operands[dims + symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  Size left = evaluateExpr(prover, binary.getLHS(), operands, dims);
  Size right = evaluateExpr(prover, binary.getRHS(), operands, dims);
  AffineExprKind kind = expr.getKind();
  Division division{-1 - static_cast<int64_t>(kind),
                    /*isUp=*/kind == AffineExprKind::CeilDiv, /*isEven=*/true,
                    /*isSigned=*/false};
  switch (kind) {
  case AffineExprKind::Add:
    return left + right;
  case AffineExprKind::Mul:
    return left * right;
  case AffineExprKind::Mod:
    return takeRemainder(prover, left, right, division);
  default:
    return divideSizes(prover, left, right, division);
  }
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Size SizeTerms::of(Value value) {
  auto found = known.find(value);
  if (found != known.end())
    return found->second;
  Size size = translate(value);
  known.try_emplace(value, size);
  return size;
}

Size SizeTerms::translate(Value value) {
  APInt number;
  if (matchPattern(value, m_ConstantInt(&number)) &&
      number.getSignificantBits() <= 64)
    return number.getSExtValue();
  if (Value other = lookThroughBody(value))
    return of(other);
  if (auto argument = dyn_cast<BlockArgument>(value))
    return ofArgument(argument);
  Operation *op = value.getDefiningOp();
  if (auto dim = dyn_cast<ShapedDimOpInterface>(op))
    return ofDim(dim);
  auto call = dyn_cast<func::CallOp>(op);
  if (call && shapes && call.getCallee() == shapes.getName())
    return toDim(prover,
                 resultOf(shapes, cast<OpResult>(value).getResultNumber()));
  if (std::optional<Size> size = ofArith(cast<OpResult>(value)))
    return *size;
  if (std::optional<Size> size = ofAffine(op))
    return *size;
  return ofPureOp(cast<OpResult>(value));
}

Size SizeTerms::resultOf(func::FuncOp function, unsigned number) {
  return of(function.front().getTerminator()->getOperand(number));
}

/// Returns symbol `index` as the least size plus a number that is 0 or more.
Size SizeTerms::symbol(unsigned index) {
  return algebra.symbol(index) + signature.symbols[index].least;
}

/// Returns the last value of an induction variable, if it is a constant.
static std::optional<Size> findLast(OpFoldResult lower, OpFoldResult upper,
                                    OpFoldResult step) {
  std::optional<int64_t> first = getConstantIntValue(lower);
  std::optional<int64_t> end = getConstantIntValue(upper);
  std::optional<int64_t> by = getConstantIntValue(step);
  int64_t span;
  if (!first || !end || !by || *by < 1 || *end <= *first ||
      llvm::SubOverflow(*end, *first, span))
    return std::nullopt;
  return Size(*first + (span - 1) / *by * *by);
}

/// Returns the size of an argument: a symbol, or an induction variable, which
/// is bounded by the loop's bounds.
Size SizeTerms::ofArgument(BlockArgument argument) {
  Operation *parent = argument.getOwner()->getParentOp();
  if (parent != entry && isa<func::FuncOp>(parent))
    return symbol(argument.getArgNumber());
  std::optional<LoopIndex> index = findLoopIndex(argument);
  if (!index || !index->upper)
    return opaque(argument, {}, boundAbove(argument));
  auto sizeOf = [&](OpFoldResult bound) {
    std::optional<int64_t> constant = getConstantIntValue(bound);
    return constant ? Size(*constant) : of(cast<Value>(bound));
  };
  Size beforeEnd = sizeOf(*index->upper) - 1;
  if (!index->lower || !index->step)
    return opaque(argument, {}, beforeEnd);
  return opaque(
      argument, sizeOf(*index->lower),
      findLast(*index->lower, *index->upper, *index->step).value_or(beforeEnd));
}

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

Size SizeTerms::ofArgumentDim(unsigned argument, int64_t dim) {
  std::optional<EntrySize> size = abi.getSize(argument, dim);
  if (!size || (size->kind == EntrySize::Extent && !shapes))
    return opaque(entry.getArgument(argument), 0);
  if (size->kind == EntrySize::Extent)
    return toDim(prover, resultOf(shapes, size->value));
  return size->kind == EntrySize::Symbol ? symbol(size->value)
                                         : Size(size->value);
}

Size SizeTerms::ofShapedDim(Value shaped, int64_t dim) {
  auto found = knownDims.find({shaped, dim});
  if (found != knownDims.end())
    return found->second;
  Size size = findDim(shaped, dim);
  knownDims.try_emplace({shaped, dim}, size);
  return size;
}

/// If neither an op nor an argument of the entry determines the dimension,
/// bounds it by upstream's ValueBounds, which planners use as well.
Size SizeTerms::findDim(Value shaped, int64_t dim) {
  auto type = cast<ShapedType>(shaped.getType());
  if (!type.isDynamicDim(dim))
    return type.getDimSize(dim);
  auto argument = dyn_cast<BlockArgument>(shaped);
  if (argument && argument.getOwner() == &entry.getBody().front())
    return ofArgumentDim(argument.getArgNumber(), dim);
  if (Value other = lookThroughBody(shaped))
    return ofShapedDim(other, dim);
  std::optional<ShapedDim> known = findShapedDim(shaped, dim);
  if (!known)
    return algebra.unknown({OfDim, numberOf(shaped.getImpl()), dim}, 0,
                           boundAbove(shaped, dim));
  if (known->size) {
    std::optional<int64_t> number = getConstantIntValue(known->size);
    return number ? Size(*number) : toDim(prover, of(cast<Value>(known->size)));
  }
  if (known->source) {
    Size product = 1;
    for (int64_t part : known->parts)
      product = product * ofShapedDim(known->source, part);
    return product;
  }
  return algebra.either({numberOf(known->condition.getImpl())},
                        ofShapedDim(known->first, dim),
                        ofShapedDim(known->other, dim));
}

Size SizeTerms::ofDim(ShapedDimOpInterface op) {
  std::optional<int64_t> dim = getConstantIntValue(op.getDimension());
  Value shaped = op.getShapedValue();
  if (dim && isa<MemRefType, RankedTensorType>(shaped.getType()))
    return ofShapedDim(shaped, *dim);
  return opaque(op->getResult(0), 0, boundAbove(op->getResult(0)));
}

//===----------------------------------------------------------------------===//
// Arithmetic of ops
//===----------------------------------------------------------------------===//

std::optional<Size> SizeTerms::ofArith(OpResult value) {
  Operation *op = value.getOwner();
  if (!value.getType().isIndex() || op->getNumOperands() < 2)
    return std::nullopt;
  auto select = dyn_cast<arith::SelectOp>(op);
  auto left = [&] { return of(op->getOperand(select ? 1 : 0)); };
  auto right = [&] { return of(op->getOperand(select ? 2 : 1)); };
  if (select)
    return algebra.either({numberOf(select.getCondition().getImpl())}, left(),
                          right());
  if (isa<arith::AddIOp>(op))
    return left() + right();
  if (isa<arith::SubIOp>(op))
    return left() - right();
  if (isa<arith::MulIOp>(op) ||
      (isa<arith::MulUIExtendedOp, arith::MulSIExtendedOp>(op) &&
       value.getResultNumber() == 0))
    return left() * right();
  if (isa<arith::MaxSIOp>(op))
    return right() == Size(0) ? toDim(prover, left())
                              : algebra.max(left(), right());
  if (isa<arith::MinSIOp>(op))
    return algebra.min(left(), right());
  bool isUnsigned = isa<arith::MinUIOp, arith::MaxUIOp>(op);
  if (isUnsigned && prover.isAtLeast(left(), 0) && prover.isAtLeast(right(), 0))
    return isa<arith::MinUIOp>(op) ? algebra.min(left(), right())
                                   : algebra.max(left(), right());
  if (isa<arith::AndIOp>(op)) {
    std::optional<int64_t> mask = right().getNumber();
    if (mask && *mask < 0 && *mask != INT64_MIN &&
        llvm::isPowerOf2_64(-*mask)) {
      Size rounded = algebra.roundDown(left(), -*mask);
      prover.proveSigns(rounded);
      return rounded;
    }
  }
  bool isQuotient = isa<arith::CeilDivSIOp, arith::CeilDivUIOp, arith::DivUIOp,
                        arith::DivSIOp, arith::FloorDivSIOp>(op);
  if (!isQuotient && !isa<arith::RemUIOp, arith::RemSIOp>(op))
    return std::nullopt;
  Size a = left(), b = right();
  Division division{numberOf(op->getName().getAsOpaquePointer()),
                    /*isUp=*/isa<arith::CeilDivSIOp, arith::CeilDivUIOp>(op),
                    /*isEven=*/isa<arith::CeilDivSIOp, arith::FloorDivSIOp>(op),
                    /*isSigned=*/isa<arith::RemSIOp>(op)};
  return isQuotient ? divideSizes(prover, a, b, division)
                    : takeRemainder(prover, a, b, division);
}

std::optional<Size> SizeTerms::ofAffine(Operation *op) {
  if (!isa<affine::AffineApplyOp, affine::AffineMinOp, affine::AffineMaxOp>(op))
    return std::nullopt;
  AffineMap map = op->getAttrOfType<AffineMapAttr>("map").getValue();
  auto operands = llvm::map_to_vector(
      op->getOperands(), [&](Value operand) { return of(operand); });
  auto results = llvm::map_to_vector(map.getResults(), [&](AffineExpr expr) {
    return evaluateExpr(prover, expr, operands, map.getNumDims());
  });
  Size size = results.front();
  for (const Size &other : ArrayRef(results).drop_front())
    size = isa<affine::AffineMinOp>(op) ? algebra.min(size, other)
                                        : algebra.max(size, other);
  return size;
}

//===----------------------------------------------------------------------===//
// Other values
//===----------------------------------------------------------------------===//

Size SizeTerms::opaque(Value value, const std::optional<Size> &lower,
                       const std::optional<Size> &upper) {
  return algebra.unknown({OfValue, numberOf(value.getImpl())}, lower, upper);
}

/// Identifies the value by the op's name, attributes and operands.
Size SizeTerms::ofPureOp(OpResult value) {
  Operation *op = value.getOwner();
  if (!isPureOp(op) || op->getNumRegions() > 0 || op->getNumOperands() == 0)
    return opaque(value, {}, boundAbove(value));
  std::vector<int64_t> key = {
      OfOp, numberOf(op->getName().getAsOpaquePointer()),
      numberOf(op->getAttrDictionary().getAsOpaquePointer()),
      int64_t(value.getResultNumber())};
  for (Value operand : op->getOperands())
    llvm::append_range(key, of(operand).encode());
  return algebra.unknown(key, {}, boundAbove(value));
}

/// Bounds the value by the entry's dimensions, or else by values of the entry's
/// first block, if upstream can.
std::optional<Size> SizeTerms::boundAbove(Value value,
                                          std::optional<int64_t> dim) {
  if (!dim && !value.getType().isIndex())
    return std::nullopt;
  ValueBoundsConstraintSet::Variable size(value, dim);
  for (bool stopsAtValues : {false, true}) {
    auto isKnown = [&](Value other, std::optional<int64_t> ofDim) {
      bool isFirst = other.getParentBlock() == &entry.getBody().front();
      return isFirst && (ofDim ? isa<BlockArgument>(other)
                               : stopsAtValues && other != value);
    };
    std::optional<SizeBound> bound =
        computeSizeBound(presburger::BoundType::UB, size, isKnown);
    if (!bound)
      continue;
    SmallVector<Size> leaves;
    for (auto [leaf, ofDim] : bound->operands)
      leaves.push_back(ofDim ? ofShapedDim(leaf, *ofDim) : of(leaf));
    return evaluateExpr(prover, bound->map.getResult(0), leaves,
                        bound->map.getNumDims());
  }
  return std::nullopt;
}

} // namespace ag
