//===- StreamAccumulators.cpp - accumulators of a stream ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/StreamAccumulators.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the tensor of what `compute` makes of each element.
static Value
computeElements(OpBuilder &builder, Location loc, Value tensor,
                llvm::function_ref<Value(OpBuilder &, Value)> compute) {
  auto type = cast<RankedTensorType>(tensor.getType());
  AffineMap map =
      builder.getMultiDimIdentityMap(static_cast<unsigned>(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, tensor),
      type.getElementType());
  auto op = linalg::GenericOp::create(
      builder, loc, type, tensor, empty, ArrayRef{map, map}, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange elements) {
        linalg::YieldOp::create(nested, loc, compute(nested, elements[0]));
      });
  return op.getResult(0);
}

static Value makeConstant(OpBuilder &builder, Location loc, FloatType type,
                          const APFloat &value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getFloatAttr(type, value));
}

Value limitAnchor(OpBuilder &builder, Location loc, Value anchor,
                  double start) {
  auto type = cast<FloatType>(getElementTypeOrSelf(anchor));
  APFloat greatest = APFloat::getLargest(type.getFloatSemantics(),
                                         /*Negative=*/start > 0);
  return computeElements(
      builder, loc, anchor, [&](OpBuilder &nested, Value element) -> Value {
        Value limit = makeConstant(nested, loc, type, greatest);
        if (start < 0)
          return arith::MinimumFOp::create(nested, loc, element, limit);
        return arith::MaximumFOp::create(nested, loc, element, limit);
      });
}

Value guardAnchor(OpBuilder &builder, Location loc, Value anchor,
                  double start) {
  auto type = cast<FloatType>(getElementTypeOrSelf(anchor));
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  return computeElements(
      builder, loc, anchor, [&](OpBuilder &nested, Value element) -> Value {
        Value isStart = arith::CmpFOp::create(
            nested, loc, arith::CmpFPredicate::OEQ, element,
            makeConstant(nested, loc, type,
                         APFloat::getInf(semantics, /*Negative=*/start < 0)));
        return arith::SelectOp::create(
            nested, loc, isStart,
            makeConstant(nested, loc, type, APFloat::getZero(semantics)),
            element);
      });
}

} // namespace ag
