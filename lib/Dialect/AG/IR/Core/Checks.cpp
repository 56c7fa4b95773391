//===- Checks.cpp - what sizes must be, and what is known of them ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Facts about sizes come from upstream's ValueBoundsConstraintSet, which also
// uses the names and ranges of a function's dimensions. An ag.require is
// created only for conditions that it cannot prove.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Core/Messages.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using Comparison = ValueBoundsConstraintSet::ComparisonOperator;

namespace ag {

static constexpr PassRemarks insertChecksRemarks("ag-insert-checks");
static constexpr StringLiteral becomesTooLarge =
    ": a dimension becomes too large";

//===----------------------------------------------------------------------===//
// ag.require
//===----------------------------------------------------------------------===//

LogicalResult RequireOp::verify() {
  Reporter report(getOperationName(), getLoc());
  for (const MessagePart &part : splitMessage(getMessage()))
    if (part.value ? *part.value >= getValues().size()
                   : part.text.starts_with("{"))
      return report("message")
             << "\"" << getMessage() << "\" names a value "
             << "that is not there; there are " << getValues().size();
  return success();
}

/// Returns true if an op before `op`, in its block or in one around it,
/// requires the same condition.
static bool isRequiredBefore(RequireOp op) {
  return llvm::any_of(op.getCondition().getUsers(), [&](Operation *user) {
    if (user == op || !isa<RequireOp>(user))
      return false;
    Operation *other = user->getBlock()->findAncestorOpInBlock(*op);
    return other && user->isBeforeInBlock(other);
  });
}

LogicalResult RequireOp::canonicalize(RequireOp op, PatternRewriter &rewriter) {
  APInt condition;
  bool isTrue = matchPattern(op.getCondition(), m_ConstantInt(&condition)) &&
                !condition.isZero();
  if (!isTrue && !isRequiredBefore(op))
    return rewriter.notifyMatchFailure(op, "not known to hold");
  rewriter.eraseOp(op);
  return success();
}

llvm::Expected<Tensors> RequireOp::interpret(MutableArrayRef<Tensor> operands,
                                             InterpreterContext &) {
  if (intOf(operands.front()))
    return Tensors();
  std::string text;
  llvm::raw_string_ostream message(text);
  for (const MessagePart &part : splitMessage(getMessage()))
    if (!part.value)
      message << part.text;
    else if (int64_t number = intOf(operands[*part.value + 1]); part.isUnsigned)
      message << static_cast<uint64_t>(number);
    else
      message << number;
  return llvm::createStringError(text);
}

//===----------------------------------------------------------------------===//
// Single requirements
//===----------------------------------------------------------------------===//

static Value toValue(OpFoldResult size, OpBuilder &builder, Location loc) {
  return getValueOrCreateConstantIndexOp(builder, loc, size);
}

static Value compareIndices(arith::CmpIPredicate predicate, Value a, Value b,
                            OpBuilder &builder, Location loc) {
  return arith::CmpIOp::create(builder, loc, predicate, a, b);
}

LogicalResult requireEqualSizes(Value a, int64_t dimA, Value b, int64_t dimB,
                                Operation *op, OpBuilder &builder,
                                SizeOrigins &origins) {
  FailureOr<bool> equal = origins.areEqual(a, dimA, b, dimB);
  if (succeeded(equal) && *equal) {
    if (cast<ShapedType>(a.getType()).isDynamicDim(dimA) ||
        cast<ShapedType>(b.getType()).isDynamicDim(dimB))
      insertChecksRemarks.passed(op, "check")
          << remark::add("needs no check: two sizes are provably equal");
    return success();
  }
  Location loc = op->getLoc();
  if (succeeded(equal))
    return Reporter(op->getName().getStringRef(), loc)("sizes")
           << "dimension " << dimA << " of a " << a.getType()
           << " never equals dimension " << dimB << " of a " << b.getType();
  Value sizeA = tensor::DimOp::create(builder, loc, a, dimA);
  Value sizeB = tensor::DimOp::create(builder, loc, b, dimB);
  Value holds =
      compareIndices(arith::CmpIPredicate::eq, sizeA, sizeB, builder, loc);
  RequireOp::create(builder, loc, holds,
                    (op->getName().getStringRef() +
                     ": a dimension is {0} in one operand and {1} in another")
                        .str(),
                    ValueRange{sizeA, sizeB});
  return success();
}

void requireNotNegative(OpFoldResult size, StringRef what, Location loc,
                        OpBuilder &builder) {
  if (isa<Attribute>(size) ||
      ValueBoundsConstraintSet::compare(size, Comparison::GE,
                                        OpFoldResult(builder.getIndexAttr(0))))
    return;
  Value value = cast<Value>(size);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  RequireOp::create(
      builder, loc,
      compareIndices(arith::CmpIPredicate::sge, value, zero, builder, loc),
      (what + " is {0}, less than 0").str(), value);
}

/// Returns true if bounds prove it. Strides must be known and not negative.
static bool isProvablyInside(OpFoldResult offset, ArrayRef<Steps> walks,
                             OpFoldResult extent) {
  MLIRContext *context = offset.getContext();
  AffineExpr first, end;
  bindSymbols(context, first, end);
  AffineExpr room = end - 1 - first;
  SmallVector<ValueBoundsConstraintSet::Variable> terms{offset, extent};
  for (const Steps &steps : walks) {
    std::optional<int64_t> stride = getConstantIntValue(steps.stride);
    if (!stride || *stride < 0)
      return false;
    room = room - (getAffineSymbolExpr(terms.size(), context) - 1) * *stride;
    terms.push_back(steps.count);
  }
  OpFoldResult zero = Builder(context).getIndexAttr(0);
  ValueBoundsConstraintSet::Variable left(AffineMap::get(0, terms.size(), room),
                                          terms);
  return ValueBoundsConstraintSet::compare(offset, Comparison::GE, zero) &&
         ValueBoundsConstraintSet::compare(left, Comparison::GE, zero);
}

namespace {
/// The remaining distance before and after a first position in a dimension,
/// which walks use up. All comparisons are written such that nothing overflows.
class Room {
public:
  Room(Value first, Value end, OpBuilder &builder, Location loc)
      : before(first), end(end), builder(builder), loc(loc) {}

  /// Returns whether `count - 1` steps fit into the remaining distance: after
  /// the position if the stride is positive, else before it. Subtracts them if
  /// `isUsed` later.
  Value take(const Steps &steps, bool isUsed) {
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    std::optional<int64_t> known = getConstantIntValue(steps.stride);
    if (known == 0)
      return arith::ConstantIntOp::create(builder, loc, 1, 1);
    bool isDown = known && *known < 0;
    Value stride =
        isDown ? arith::ConstantIndexOp::create(builder, loc, -uint64_t(*known))
               : toValue(steps.stride, builder, loc);
    if (!isDown && !behind)
      behind = arith::SubIOp::create(
          builder, loc, arith::SubIOp::create(builder, loc, end, one), before);
    Value &room = isDown ? before : behind;
    Value fitting = arith::DivUIOp::create(builder, loc, room, stride);
    Value last = arith::SubIOp::create(builder, loc,
                                       toValue(steps.count, builder, loc), one);
    if (isUsed)
      room = arith::SubIOp::create(
          builder, loc, room,
          arith::MulIOp::create(builder, loc, last, stride));
    return compareIndices(arith::CmpIPredicate::ule, last, fitting, builder,
                          loc);
  }

private:
  Value before, behind, end;
  OpBuilder &builder;
  Location loc;
};
} // namespace

/// Returns whether all positions are valid, or there are none.
static Value checkInside(Value first, ArrayRef<Steps> walks, Value end,
                         OpBuilder &builder, Location loc) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  using P = arith::CmpIPredicate;
  Value isEmpty;
  for (const Steps &steps : walks) {
    Value none = compareIndices(P::eq, toValue(steps.count, builder, loc), zero,
                                builder, loc);
    isEmpty =
        isEmpty ? arith::OrIOp::create(builder, loc, isEmpty, none) : none;
  }
  Value fits = compareIndices(P::ult, first, end, builder, loc);
  Room room(first, end, builder, loc);
  for (const Steps &steps : walks)
    fits = arith::AndIOp::create(builder, loc, fits,
                                 room.take(steps, walks.size() > 1));
  return isEmpty ? arith::OrIOp::create(builder, loc, isEmpty, fits) : fits;
}

/// Returns a text such as "OP: 4 elements, 2 apart, and 3 elements, 1 apart,
/// from 0 on, do not fit into a dimension of 8".
static std::string describeWalks(StringRef name, Value first,
                                 ArrayRef<Steps> walks, Value end,
                                 SmallVectorImpl<Value> &named,
                                 OpBuilder &builder, Location loc) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << name << ": ";
  auto place = [&](Value value) {
    os << "{" << named.size() << "}";
    named.push_back(value);
  };
  for (const Steps &steps : walks) {
    os << (named.empty() ? "" : " and ");
    place(toValue(steps.count, builder, loc));
    os << " elements, ";
    place(toValue(steps.stride, builder, loc));
    os << " apart,";
  }
  os << " from ";
  place(first);
  os << " on, do not fit into a dimension of ";
  place(end);
  return text;
}

void requireInside(OpFoldResult offset, ArrayRef<Steps> walks,
                   OpFoldResult extent, Operation *op, OpBuilder &builder) {
  bool isStatic = isa<Attribute>(offset) && isa<Attribute>(extent);
  for (const Steps &steps : walks) {
    if (isZeroInteger(steps.count))
      return;
    isStatic &= isa<Attribute>(steps.count) && isa<Attribute>(steps.stride);
  }
  if (isProvablyInside(offset, walks, extent)) {
    if (isStatic)
      return;
    insertChecksRemarks.passed(op, "check")
        << remark::add("needs no check: the part is provably inside");
    return;
  }
  if (walks.size() == 1)
    return requireInsideAlways(offset, walks.front(), extent, op, builder);
  Location loc = op->getLoc();
  Value first = toValue(offset, builder, loc);
  Value end = toValue(extent, builder, loc);
  SmallVector<Value> named;
  RequireOp::create(builder, loc, checkInside(first, walks, end, builder, loc),
                    describeWalks(op->getName().getStringRef(), first, walks,
                                  end, named, builder, loc),
                    named);
}

void requireInsideAlways(OpFoldResult offset, Steps steps, OpFoldResult extent,
                         Operation *op, OpBuilder &builder) {
  Location loc = op->getLoc();
  Value first = toValue(offset, builder, loc);
  Value end = toValue(extent, builder, loc);
  Value count = toValue(steps.count, builder, loc);
  Value step = toValue(steps.stride, builder, loc);
  RequireOp::create(
      builder, loc, checkInside(first, Steps{count, step}, end, builder, loc),
      op->getName().getStringRef().str() +
          ": {0} elements from {1} on, {2} apart, do not fit into a "
          "dimension of {3}",
      ValueRange{count, first, step, end});
}

void requireIndex(OpFoldResult index, OpFoldResult extent, Operation *op,
                  OpBuilder &builder, ArrayRef<OpFoldResult> counts) {
  OpFoldResult one = builder.getIndexAttr(1);
  std::optional<int64_t> number = getConstantIntValue(index);
  std::optional<int64_t> size = getConstantIntValue(extent);
  if ((number && size && *number >= 0 && *number < *size) ||
      isProvablyInside(index, Steps{one, one}, extent))
    return;
  Location loc = op->getLoc();
  Value at = toValue(index, builder, loc), end = toValue(extent, builder, loc);
  Value holds =
      compareIndices(arith::CmpIPredicate::ult, at, end, builder, loc);
  for (OpFoldResult count : counts) {
    if (getConstantIntValue(count).value_or(0) > 0)
      continue;
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isEmpty =
        compareIndices(arith::CmpIPredicate::eq, toValue(count, builder, loc),
                       zero, builder, loc);
    holds = arith::OrIOp::create(builder, loc, isEmpty, holds);
  }
  RequireOp::create(
      builder, loc, holds,
      (op->getName().getStringRef() + ": index {0} is not in 0 .. {1} - 1")
          .str(),
      ValueRange{at, end});
}

/// Returns the product of sizes. `fits` becomes false if it overflows.
static Value countAll(ArrayRef<OpFoldResult> sizes, Value &fits,
                      OpBuilder &builder, Location loc) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (OpFoldResult size : sizes) {
    auto product = arith::MulUIExtendedOp::create(builder, loc, count,
                                                  toValue(size, builder, loc));
    count = product.getLow();
    Value isWhole = compareIndices(arith::CmpIPredicate::eq, product.getHigh(),
                                   zero, builder, loc);
    fits = arith::AndIOp::create(builder, loc, fits, isWhole);
  }
  return count;
}

void requireEqualCounts(ArrayRef<OpFoldResult> before,
                        ArrayRef<OpFoldResult> after, Operation *op,
                        OpBuilder &builder) {
  Location loc = op->getLoc();
  Value fits = arith::ConstantIntOp::create(builder, loc, 1, 1);
  Value counts[] = {countAll(before, fits, builder, loc),
                    countAll(after, fits, builder, loc)};
  Value same = compareIndices(arith::CmpIPredicate::eq, counts[0], counts[1],
                              builder, loc);
  RequireOp::create(
      builder, loc, arith::AndIOp::create(builder, loc, fits, same),
      (op->getName().getStringRef() + ": {0} elements do not become {1}").str(),
      ValueRange(counts));
}

/// Returns the extent of dimension `dim` with `between` elements after each
/// element but the last. Requires that it does not overflow, unless the
/// verifier has checked this.
static Value requireSpread(Value x, int64_t dim, int64_t between, Operation *op,
                           OpBuilder &builder) {
  Location loc = op->getLoc();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value size = tensor::DimOp::create(builder, loc, x, dim);
  if (between == 0)
    return size;
  int64_t most = std::max<int64_t>(INT64_MAX / (between + 1), 1);
  if (cast<ShapedType>(x.getType()).isDynamicDim(dim))
    RequireOp::create(builder, loc,
                      compareIndices(arith::CmpIPredicate::ule, size,
                                     number(most), builder, loc),
                      (op->getName().getStringRef() + becomesTooLarge).str(),
                      ValueRange());
  Value last = arith::SubIOp::create(builder, loc, size, number(1));
  Value gaps = arith::MulIOp::create(builder, loc, last, number(between));
  Value spread = arith::AddIOp::create(builder, loc, size, gaps);
  return arith::MaxSIOp::create(builder, loc, spread, number(0));
}

void requirePadding(Value x, ArrayRef<OpFoldResult> low,
                    ArrayRef<OpFoldResult> high, ArrayRef<int64_t> interior,
                    Operation *op, OpBuilder &builder) {
  Location loc = op->getLoc();
  StringRef name = op->getName().getStringRef();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  for (auto [dim, before, after] : llvm::enumerate(low, high)) {
    int64_t between = interior.empty() ? 0 : interior[dim];
    bool isSpread =
        between > 0 && cast<ShapedType>(x.getType()).isDynamicDim(dim);
    if (isa<Attribute>(before) && isa<Attribute>(after) && !isSpread)
      continue;
    Value size = requireSpread(x, dim, between, op, builder);
    for (OpFoldResult width : {before, after}) {
      if (isZeroInteger(width))
        continue;
      requireNotNegative(width, (name + ": a width").str(), loc, builder);
      size = arith::AddIOp::create(builder, loc, size,
                                   toValue(width, builder, loc));
      // The sum of two non-negative numbers is negative only if it overflows.
      RequireOp::create(
          builder, loc,
          compareIndices(arith::CmpIPredicate::sge, size, zero, builder, loc),
          (name + becomesTooLarge).str(), ValueRange());
    }
  }
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

void requireSize(Value size, Value expected, Operation *op,
                 OpBuilder &builder) {
  Location loc = op->getLoc();
  RequireOp::create(
      builder, loc,
      compareIndices(arith::CmpIPredicate::eq, size, expected, builder, loc),
      (op->getName().getStringRef() + ": a size is {0}, expected {1}").str(),
      ValueRange{size, expected});
}

/// Returns the dimensions of results whose static sizes do not follow from the
/// operands' types, as pairs of a result and a dimension.
static SmallVector<std::pair<unsigned, int64_t>>
findAssertedSizes(InferTypeOpInterface op) {
  SmallVector<Type> inferred;
  [[maybe_unused]] LogicalResult isRight = op.inferReturnTypes(
      op->getContext(), op.getLoc(), op->getOperands(),
      op->getRawDictionaryAttrs(), op->getPropertiesStorage(), op->getRegions(),
      inferred);
  assert(succeeded(isRight) && "the op was verified");
  SmallVector<std::pair<unsigned, int64_t>> found;
  for (auto [number, type] : llvm::enumerate(inferred)) {
    auto of = dyn_cast<RankedTensorType>(type);
    auto asserted = dyn_cast<RankedTensorType>(op->getResult(number).getType());
    for (int64_t dim = 0; of && asserted && dim < of.getRank(); ++dim)
      if (of.isDynamicDim(dim) && !asserted.isDynamicDim(dim))
        found.push_back({number, dim});
  }
  return found;
}

/// Returns a size as a variable for bounds, replaced by its direct origin.
static ValueBoundsConstraintSet::Variable getVariable(OpFoldResult size,
                                                      SizeOrigins &origins) {
  auto value = dyn_cast<Value>(size);
  auto dim = value ? value.getDefiningOp<tensor::DimOp>() : tensor::DimOp();
  if (!dim || !dim.getConstantIndex())
    return size;
  return origins.find(dim.getSource(), *dim.getConstantIndex())
      .getVariable(dim.getContext());
}

LogicalResult requireResultSizes(Operation *op, OpBuilder &builder,
                                 SizeOrigins &origins) {
  auto inferring = dyn_cast<InferTypeOpInterface>(op);
  auto reifying = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
  if (!inferring || !reifying)
    return success();
  auto asserted = findAssertedSizes(inferring);
  ReifiedRankedShapedTypeDims sizes;
  if (asserted.empty() || failed(reifying.reifyResultShapes(builder, sizes)))
    return success();
  for (auto [result, dim] : asserted) {
    OpFoldResult size = sizes[result][dim];
    auto type = cast<RankedTensorType>(op->getResult(result).getType());
    OpFoldResult expected = builder.getIndexAttr(type.getDimSize(dim));
    FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
        getVariable(size, origins), expected);
    if (succeeded(equal) && !*equal)
      return Reporter(op->getName().getStringRef(), op->getLoc())("sizes")
             << "dimension " << dim << " of a " << type
             << " never has that size";
    if (failed(equal))
      requireSize(toValue(size, builder, op->getLoc()),
                  toValue(expected, builder, op->getLoc()), op, builder);
  }
  return success();
}

} // namespace ag
