//===- Checks.cpp - what sizes must be, and what is known of them ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is known of sizes is asked of upstream's ValueBoundsConstraintSet, which
// reads the names and ranges of a function's dimensions too; only what that
// cannot prove is left to an ag.require.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Checks.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Dialect/AG/IR/SizeOrigins.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using Comparison = ValueBoundsConstraintSet::ComparisonOperator;

namespace ag {

static constexpr PassRemarks remarks("ag-insert-checks");

//===----------------------------------------------------------------------===//
// ag.require
//===----------------------------------------------------------------------===//

LogicalResult RequireOp::verify() {
  Reporter report(getOperationName(), getLoc());
  StringRef rest = getMessage();
  for (size_t open = rest.find('{'); open != StringRef::npos;
       open = rest.find('{')) {
    rest = rest.drop_front(open + 1);
    unsigned number;
    if (rest.consumeInteger(10, number) || !rest.consume_front("}") ||
        number >= getValues().size())
      return report("message")
             << "\"" << getMessage() << "\" names a value "
             << "that is not there; there are " << getValues().size();
  }
  return success();
}

LogicalResult RequireOp::canonicalize(RequireOp op, PatternRewriter &rewriter) {
  APInt condition;
  if (!matchPattern(op.getCondition(), m_ConstantInt(&condition)) ||
      condition.isZero())
    return rewriter.notifyMatchFailure(op, "not known to hold");
  rewriter.eraseOp(op);
  return success();
}

llvm::Expected<Tensors> RequireOp::interpret(MutableArrayRef<Tensor> operands,
                                             InterpreterContext &) {
  if (intOf(operands.front()))
    return Tensors();
  std::string message = getMessage().str();
  for (auto [number, value] : llvm::enumerate(operands.drop_front())) {
    std::string place = "{" + std::to_string(number) + "}";
    for (size_t at = message.find(place); at != std::string::npos;
         at = message.find(place))
      message.replace(at, place.size(), std::to_string(intOf(value)));
  }
  return llvm::createStringError(message);
}

//===----------------------------------------------------------------------===//
// Single demands
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
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
      origins.find(a, dimA).getVariable(op->getContext()),
      origins.find(b, dimB).getVariable(op->getContext()));
  if (succeeded(equal) && *equal) {
    if (cast<ShapedType>(a.getType()).isDynamicDim(dimA) ||
        cast<ShapedType>(b.getType()).isDynamicDim(dimB))
      remarks.passed(op, "check")
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

/// Whether bounds prove it, for a stride that is known and not negative.
static bool isProvablyInside(OpFoldResult offset, OpFoldResult size,
                             OpFoldResult stride, OpFoldResult extent) {
  std::optional<int64_t> step = getConstantIntValue(stride);
  if (!step || *step < 0)
    return false;
  MLIRContext *context = offset.getContext();
  AffineExpr first, count, end;
  bindSymbols(context, first, count, end);
  AffineExpr room = end - 1 - first - (count - 1) * *step;
  OpFoldResult zero = Builder(context).getIndexAttr(0);
  ValueBoundsConstraintSet::Variable left(
      AffineMap::get(0, 3, room),
      ArrayRef<ValueBoundsConstraintSet::Variable>{offset, size, extent});
  return ValueBoundsConstraintSet::compare(offset, Comparison::GE, zero) &&
         ValueBoundsConstraintSet::compare(left, Comparison::GE, zero);
}

/// Whether `size - 1` steps fit behind `first`, where they go up to `end`, or
/// for a negative stride down to 0; written so that nothing overflows.
static Value fitSteps(Value first, Value size, OpFoldResult stride, Value end,
                      OpBuilder &builder, Location loc) {
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  std::optional<int64_t> known = getConstantIntValue(stride);
  if (known == 0)
    return arith::ConstantIntOp::create(builder, loc, 1, 1);
  bool isDown = known && *known < 0;
  Value step =
      isDown ? arith::ConstantIndexOp::create(builder, loc, -uint64_t(*known))
             : toValue(stride, builder, loc);
  Value room = first;
  if (!isDown)
    room = arith::SubIOp::create(
        builder, loc, arith::SubIOp::create(builder, loc, end, one), first);
  Value steps = arith::DivUIOp::create(builder, loc, room, step);
  Value last = arith::SubIOp::create(builder, loc, size, one);
  return compareIndices(arith::CmpIPredicate::ule, last, steps, builder, loc);
}

void requireInside(OpFoldResult offset, OpFoldResult size, OpFoldResult stride,
                   OpFoldResult extent, Operation *op, OpBuilder &builder) {
  // All static: the verifier has looked.
  if (llvm::all_of(ArrayRef<OpFoldResult>{offset, size, stride, extent},
                   llvm::IsaPred<Attribute>))
    return;
  if (isProvablyInside(offset, size, stride, extent)) {
    remarks.passed(op, "check")
        << remark::add("needs no check: the part is provably inside");
    return;
  }
  Location loc = op->getLoc();
  Value first = toValue(offset, builder, loc);
  Value count = toValue(size, builder, loc);
  Value step = toValue(stride, builder, loc);
  Value end = toValue(extent, builder, loc);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  using P = arith::CmpIPredicate;
  Value isEmpty = compareIndices(P::eq, count, zero, builder, loc);
  Value starts = compareIndices(P::ult, first, end, builder, loc);
  Value ends = fitSteps(first, count, stride, end, builder, loc);
  Value fits = arith::AndIOp::create(builder, loc, starts, ends);
  RequireOp::create(builder, loc,
                    arith::OrIOp::create(builder, loc, isEmpty, fits),
                    (op->getName().getStringRef() +
                     ": {0} elements from {1} on, {2} apart, do not fit into a "
                     "dimension of {3}")
                        .str(),
                    ValueRange{count, first, step, end});
}

void requireIndex(OpFoldResult index, OpFoldResult extent, Operation *op,
                  OpBuilder &builder, ArrayRef<OpFoldResult> counts) {
  OpFoldResult one = builder.getIndexAttr(1);
  std::optional<int64_t> number = getConstantIntValue(index);
  std::optional<int64_t> size = getConstantIntValue(extent);
  if ((number && size && *number >= 0 && *number < *size) ||
      isProvablyInside(index, one, one, extent))
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

/// The product of sizes; `fits` becomes false where it overflows.
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

void requirePadding(Value x, ArrayRef<OpFoldResult> low,
                    ArrayRef<OpFoldResult> high, Operation *op,
                    OpBuilder &builder) {
  Location loc = op->getLoc();
  StringRef name = op->getName().getStringRef();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  for (auto [dim, before, after] : llvm::enumerate(low, high)) {
    if (isa<Attribute>(before) && isa<Attribute>(after))
      continue;
    Value size = tensor::DimOp::create(builder, loc, x, dim);
    for (OpFoldResult width : {before, after}) {
      if (isZeroInteger(width))
        continue;
      requireNotNegative(width, (name + ": a width").str(), loc, builder);
      size = arith::AddIOp::create(builder, loc, size,
                                   toValue(width, builder, loc));
      // No sum of two numbers that are not negative is, unless it overflows.
      RequireOp::create(
          builder, loc,
          compareIndices(arith::CmpIPredicate::sge, size, zero, builder, loc),
          (name + ": a dimension becomes too large").str(), ValueRange());
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

/// The dimensions of results whose sizes their types tell, but not those of the
/// operands; as pairs of a result and a dimension.
static SmallVector<std::pair<unsigned, int64_t>>
findToldSizes(InferTypeOpInterface op) {
  SmallVector<Type> inferred;
  [[maybe_unused]] LogicalResult isRight = op.inferReturnTypes(
      op->getContext(), op.getLoc(), op->getOperands(),
      op->getRawDictionaryAttrs(), op->getPropertiesStorage(), op->getRegions(),
      inferred);
  assert(succeeded(isRight) && "the op was verified");
  SmallVector<std::pair<unsigned, int64_t>> found;
  for (auto [number, type] : llvm::enumerate(inferred)) {
    auto of = dyn_cast<RankedTensorType>(type);
    auto told = dyn_cast<RankedTensorType>(op->getResult(number).getType());
    for (int64_t dim = 0; of && told && dim < of.getRank(); ++dim)
      if (of.isDynamicDim(dim) && !told.isDynamicDim(dim))
        found.push_back({number, dim});
  }
  return found;
}

/// A size as bounds compare it, from where it comes at once.
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
  auto told = findToldSizes(inferring);
  ReifiedRankedShapedTypeDims sizes;
  if (told.empty() || failed(reifying.reifyResultShapes(builder, sizes)))
    return success();
  for (auto [result, dim] : told) {
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

//===----------------------------------------------------------------------===//
// Ops with a Spec
//===----------------------------------------------------------------------===//

/// Every operand dimension that reads along a loop is as long as the loop.
static LogicalResult requireAgreement(StructuredOpInterface op,
                                      const Spec &spec, OpBuilder &builder,
                                      SizeOrigins &origins) {
  for (const SpecInput &input : spec.inputs) {
    for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        continue;
      const Extent &extent = spec.loops[loop.getPosition()];
      if (!spec.isMeasured(loop.getPosition()) ||
          (extent.operand() == input.operand && extent.value() == int64_t(dim)))
        continue;
      if (failed(requireEqualSizes(
              op->getOperand(extent.operand()), extent.value(),
              op->getOperand(input.operand), dim, op, builder, origins)))
        return failure();
    }
  }
  return success();
}

static void requireReadsInside(StructuredOpInterface op, const Spec &spec,
                               OpBuilder &builder) {
  Location loc = op.getLoc();
  for (const SpecInput &input : spec.inputs) {
    Value source = op->getOperand(input.operand);
    for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
      std::optional<StridedPlace> place = matchStrided(expr);
      if (!place || (isa<AffineDimExpr>(expr) && spec.isMeasured(place->loop)))
        continue;
      OpFoldResult offset;
      if (auto symbol = dyn_cast<AffineSymbolExpr>(place->offset))
        offset = op->getOperand(spec.symbols[symbol.getPosition()]);
      else
        offset = builder.getIndexAttr(
            cast<AffineConstantExpr>(place->offset).getValue());
      OpFoldResult size =
          spec.loops[place->loop].materialize(builder, loc, op->getOperands());
      OpFoldResult extent = tensor::getMixedSize(builder, loc, source, dim);
      requireInside(offset, size, builder.getIndexAttr(place->stride), extent,
                    op, builder);
    }
  }
}

LogicalResult insertStructuredChecks(StructuredOpInterface op,
                                     OpBuilder &builder, SizeOrigins &origins) {
  Spec spec = op.getSpec();
  for (const Extent &extent : spec.loops)
    if (extent.kind() == Extent::Operand)
      requireNotNegative(op->getOperand(extent.operand()),
                         (op->getName().getStringRef() + ": a size").str(),
                         op.getLoc(), builder);
  if (failed(requireAgreement(op, spec, builder, origins)))
    return failure();
  requireReadsInside(op, spec, builder);
  return success();
}

/// Bounds it by where that comes from at once: the constraints of each op on
/// the way would make a comparison cubic in their number.
void populateStructuredBounds(StructuredOpInterface op, int64_t dim,
                              ValueBoundsConstraintSet &bounds) {
  Value result = op->getResult(0);
  SizeOrigin origin = SizeOrigins().find(result, dim);
  AffineExpr size = !origin.value
                        ? getAffineConstantExpr(origin.number, op.getContext())
                    : isa<ShapedType>(origin.value.getType())
                        ? bounds.getExpr(origin.value, origin.number)
                        : bounds.getExpr(origin.value);
  bounds.bound(result)[dim] == size;
}

} // namespace ag
