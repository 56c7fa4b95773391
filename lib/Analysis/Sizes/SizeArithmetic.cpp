//===- SizeArithmetic.cpp - how indices are computed ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"

using namespace mlir;

namespace ag {

SizeTerm::SizeTerm(AffineExpr expr, ValueRange operands, unsigned dims)
    : expr(expr), operands(operands), dims(dims) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    value = operands[dim.getPosition()];
  else if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    value = operands[dims + symbol.getPosition()];
}

std::optional<int64_t> SizeTerm::getNumber() const {
  if (value)
    return getConstantIntValue(value);
  auto constant = dyn_cast<AffineConstantExpr>(expr);
  return constant ? std::optional(constant.getValue()) : std::nullopt;
}

ValueBoundsConstraintSet::Variable SizeTerm::getVariable() const {
  if (value)
    return value;
  return {AffineMap::get(dims, operands.size() - dims, expr), operands};
}

static SizeStep::Kind kindOf(AffineExprKind kind) {
  switch (kind) {
  case AffineExprKind::Add:
    return SizeStep::Sum;
  case AffineExprKind::Mul:
    return SizeStep::Product;
  case AffineExprKind::Mod:
    return SizeStep::Remainder;
  case AffineExprKind::FloorDiv:
  case AffineExprKind::CeilDiv:
    return SizeStep::Quotient;
  default:
    llvm_unreachable("constants and operands are no operators");
  }
}

static SizeStep::Kind kindOf(Operation *op) {
  if (isa<arith::AddIOp>(op))
    return SizeStep::Sum;
  if (isa<arith::SubIOp>(op))
    return SizeStep::Difference;
  if (isa<arith::MulIOp>(op))
    return SizeStep::Product;
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp,
          arith::CeilDivSIOp, arith::CeilDivUIOp>(op))
    return SizeStep::Quotient;
  if (isa<arith::RemSIOp, arith::RemUIOp>(op))
    return SizeStep::Remainder;
  if (isa<arith::MinSIOp, arith::MinUIOp, affine::AffineMinOp>(op))
    return SizeStep::Least;
  if (isa<arith::MaxSIOp, arith::MaxUIOp, affine::AffineMaxOp>(op))
    return SizeStep::Greatest;
  return isa<arith::SelectOp>(op) ? SizeStep::Choice : SizeStep::Unknown;
}

static SizeStep readOp(Operation *op) {
  if (auto dim = dyn_cast<ShapedDimOpInterface>(op)) {
    SizeStep step;
    if (auto number = getConstantIntValue(dim.getDimension())) {
      step.kind = SizeStep::Dimension;
      step.number = *number;
      step.shaped = dim.getShapedValue();
    }
    return step;
  }
  SizeStep step{kindOf(op)};
  step.isUnsigned = isa<arith::DivUIOp, arith::CeilDivUIOp, arith::RemUIOp,
                        arith::MinUIOp, arith::MaxUIOp>(op);
  if (isa<affine::AffineMinOp, affine::AffineMaxOp>(op)) {
    AffineMap map = op->getAttrOfType<AffineMapAttr>("map").getValue();
    for (AffineExpr expr : map.getResults())
      step.parts.emplace_back(expr, op->getOperands(), map.getNumDims());
  } else if (step.kind != SizeStep::Unknown) {
    llvm::append_range(step.parts, op->getOperands().take_back(2));
  }
  return step;
}

SizeStep readStep(const SizeTerm &term) {
  if (std::optional<int64_t> number = term.getNumber()) {
    SizeStep step{SizeStep::Number};
    step.number = *number;
    return step;
  }
  if (!term.value) {
    auto binary = cast<AffineBinaryOpExpr>(term.expr);
    SizeStep step{kindOf(binary.getKind())};
    step.expr = binary;
    for (AffineExpr part : {binary.getLHS(), binary.getRHS()})
      step.parts.emplace_back(part, term.operands, term.dims);
    return step;
  }
  Operation *op = term.value.getDefiningOp();
  auto applied = dyn_cast_or_null<affine::AffineApplyOp>(op);
  if (!applied)
    return op ? readOp(op) : SizeStep();
  AffineMap map = applied.getAffineMap();
  SizeTerm whole(map.getResult(0), applied.getMapOperands(), map.getNumDims());
  return whole.value ? SizeStep{SizeStep::Least, {whole}} : readStep(whole);
}

} // namespace ag
