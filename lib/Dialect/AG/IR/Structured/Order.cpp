//===- Order.cpp - when values are computed -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

LogicalResult BarrierOp::inferTypes(Adaptor adaptor, const Reporter &,
                                    SmallVectorImpl<Type> &results) {
  results.push_back(adaptor.getX().getType());
  return success();
}

LogicalResult
BarrierOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(tensor::getMixedSizes(builder, getLoc(), getX()));
  return success();
}

void BarrierOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(getX(), dim);
}

LogicalResult BarrierOp::insertChecks(OpBuilder &, SizeOrigins &) {
  return success();
}

llvm::Expected<Tensors> BarrierOp::interpret(MutableArrayRef<Tensor> operands,
                                             InterpreterContext &) {
  return Tensors{operands.front()};
}

std::optional<Spec> BarrierOp::getIndexing() {
  return describeReshape(getX().getType(), getType());
}

LogicalResult BarrierOp::pullBack(PullbackContext &context) {
  context.add(getX(), *context.lookupMoved(getResult()));
  return success();
}

} // namespace ag
