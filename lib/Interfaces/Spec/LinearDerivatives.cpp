//===- LinearDerivatives.cpp - derivatives of ops that move ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

Value withType(Value tensor, Type type, DerivativeContext &context) {
  if (tensor.getType() == type)
    return tensor;
  return tensor::CastOp::create(context.builder(), tensor.getLoc(), type,
                                tensor);
}

Type withElementsOf(Value like, Type type) {
  Type element = getElementTypeOrSelf(like);
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? Type(tensor.clone(element)) : element;
}

Value cloneWithElements(Operation *op, IRMapping &mapping, Value like,
                        OpBuilder &builder) {
  Value result = builder.clone(*op, mapping)->getResult(0);
  result.setType(withElementsOf(like, result.getType()));
  return result;
}

MovedCotangent::MovedCotangent(Operation *op, PullbackContext &context)
    : op(op), context(context),
      cotangent(context.choose(*context.lookupMoved(op->getResult(0)), op)) {
  cotangent.value = withType(
      cotangent.value,
      withElementsOf(cotangent.value, op->getResult(0).getType()), context);
}

Value MovedCotangent::makeZeros(Value like) {
  ScalarType type = *getScalarType(getElementTypeOrSelf(cotangent.value));
  return castElements(context.zerosLike(like, op), type, context, op);
}

Value MovedCotangent::makeGap(Value like) {
  context.noteGaps();
  return makeZeros(like);
}

void MovedCotangent::add(Value operand, Value moved, Value where) {
  if (where)
    where = withType(where, withElementsOf(where, operand.getType()), context);
  Type type = withElementsOf(moved, operand.getType());
  context.add(operand,
              {withType(moved, type, context), where, cotangent.isNegative});
}

} // namespace ag
