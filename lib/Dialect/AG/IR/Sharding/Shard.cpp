//===- Shard.cpp - where values lie ---------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Checks lists of axis names, in which each axis occurs once.
static LogicalResult verifyPins(ArrayRef<Attribute> dims,
                                const Reporter &report) {
  llvm::SmallDenseSet<Attribute> seen;
  for (Attribute dim : dims) {
    if (isa<UnitAttr>(dim))
      continue;
    auto axes = dyn_cast<ArrayAttr>(dim);
    if (!axes)
      return report("pins") << dim << " is no list of axes";
    for (Attribute axis : axes) {
      auto name = dyn_cast<StringAttr>(axis);
      if (!name || name.empty())
        return report("pins") << axis << " is no name of an axis";
      if (!seen.insert(axis).second)
        return report("pins") << axis << " stands in two places";
    }
  }
  return success();
}

LogicalResult ShardOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                  SmallVectorImpl<Type> &results) {
  auto type = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayAttr dims = adaptor.getDims();
  if (int64_t(dims.size()) != type.getRank())
    return report("pins") << dims.size() << " dimensions are pinned of a "
                          << type;
  results.push_back(type);
  return verifyPins(dims.getValue(), report);
}

LogicalResult ShardOp::reifyResultShapes(OpBuilder &builder,
                                         ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(tensor::getMixedSizes(builder, getLoc(), getX()));
  return success();
}

void ShardOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(getX(), dim);
}

LogicalResult ShardOp::insertChecks(OpBuilder &, SizeOrigins &) {
  return success();
}

llvm::Expected<Tensors> ShardOp::interpret(MutableArrayRef<Tensor> operands,
                                           InterpreterContext &) {
  return Tensors{operands.front()};
}

std::optional<Spec> ShardOp::getIndexing() {
  return describeReshape(getX().getType(), getType());
}

DimensionRule ShardOp::getDimensionRule() {
  return describeCopy(/*operands=*/1, getX().getType());
}

/// The choice and sign of the cotangent are applied after the pin.
LogicalResult ShardOp::pullBack(PullbackContext &context) {
  Cotangent cotangent = *context.lookupMoved(getResult());
  cotangent.value =
      ShardOp::create(context.builder(), getLoc(), cotangent.value, getDims());
  context.add(getX(), cotangent);
  return success();
}

/// The batch dimension is open.
LogicalResult ShardOp::batch(BatchContext &context) {
  BatchedValue x = context.lookup(getX());
  SmallVector<Attribute> dims(getDims().getValue());
  if (x.axis)
    dims.insert(dims.begin() + *x.axis, UnitAttr::get(getContext()));
  Value result = ShardOp::create(context.builder(), getLoc(), x.value,
                                 ArrayAttr::get(getContext(), dims));
  context.set(getResult(), {result, x.axis});
  return success();
}

} // namespace ag
