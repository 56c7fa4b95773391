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
#include "ag/Dialect/AG/IR/Dims.h"
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
                                Operation *op, OpBuilder &builder) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
      getSizeVariable(a, dimA), getSizeVariable(b, dimB));
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

//===----------------------------------------------------------------------===//
// Ops with a Spec
//===----------------------------------------------------------------------===//

/// Every operand dimension that reads along a loop is as long as the loop.
static LogicalResult requireAgreement(StructuredOpInterface op,
                                      const Spec &spec, OpBuilder &builder) {
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
              op->getOperand(input.operand), dim, op, builder)))
        return failure();
    }
  }
  return success();
}

/// offset >= 0, and offset + stride * (size - 1) < extent unless size is 0;
/// written so that nothing overflows.
static void requireInside(const StridedPlace &place, OpFoldResult offset,
                          OpFoldResult size, OpFoldResult extent,
                          StructuredOpInterface op, OpBuilder &builder) {
  Location loc = op.getLoc();
  Value first = toValue(offset, builder, loc);
  Value count = toValue(size, builder, loc);
  Value end = toValue(extent, builder, loc);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value stride = arith::ConstantIndexOp::create(builder, loc, place.stride);
  using P = arith::CmpIPredicate;
  Value isEmpty = compareIndices(P::eq, count, zero, builder, loc);
  Value starts = compareIndices(P::ult, first, end, builder, loc);
  Value room = arith::SubIOp::create(
      builder, loc, arith::SubIOp::create(builder, loc, end, one), first);
  Value steps = arith::DivUIOp::create(builder, loc, room, stride);
  Value last = arith::SubIOp::create(builder, loc, count, one);
  Value ends = compareIndices(P::ule, last, steps, builder, loc);
  Value fits = arith::AndIOp::create(builder, loc, starts, ends);
  RequireOp::create(builder, loc,
                    arith::OrIOp::create(builder, loc, isEmpty, fits),
                    (op->getName().getStringRef() +
                     ": {0} elements from {1} on, {2} apart, do not fit into a "
                     "dimension of {3}")
                        .str(),
                    ValueRange{count, first, stride, end});
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
      // All static: the verifier has looked.
      if (isa<Attribute>(offset) && isa<Attribute>(size) &&
          isa<Attribute>(extent))
        continue;
      requireInside(*place, offset, size, extent, op, builder);
    }
  }
}

LogicalResult insertStructuredChecks(StructuredOpInterface op,
                                     OpBuilder &builder) {
  Spec spec = op.getSpec();
  for (const Extent &extent : spec.loops)
    if (extent.kind() == Extent::Operand)
      requireNotNegative(op->getOperand(extent.operand()), "a size",
                         op.getLoc(), builder);
  if (failed(requireAgreement(op, spec, builder)))
    return failure();
  requireReadsInside(op, spec, builder);
  return success();
}

void populateStructuredBounds(StructuredOpInterface op, int64_t dim,
                              ValueBoundsConstraintSet &bounds) {
  Spec spec = op.getSpec();
  auto loop = cast<AffineDimExpr>(spec.results.front().map.getResult(dim))
                  .getPosition();
  const Extent &extent = spec.loops[loop];
  Value result = op->getResult(0);
  switch (extent.kind()) {
  case Extent::Number:
    bounds.bound(result)[dim] == extent.value();
    break;
  case Extent::Dimension:
    bounds.bound(result)[dim] ==
        bounds.getExpr(op->getOperand(extent.operand()), extent.value());
    break;
  case Extent::Operand:
    bounds.bound(result)[dim] ==
        bounds.getExpr(op->getOperand(extent.operand()));
    break;
  }
}

} // namespace ag
