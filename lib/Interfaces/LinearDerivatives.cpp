//===- LinearDerivatives.cpp - derivatives of ops that move ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/LinearDerivatives.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {

LogicalResult pushForwardLinear(Operation *op, PushforwardContext &context) {
  auto hasTangent = [&](Value operand) { return !!context.lookup(operand); };
  if (llvm::none_of(op->getOperands(), hasTangent))
    return success();
  IRMapping tangents;
  for (Value operand : op->getOperands()) {
    if (!isDifferentiable(operand.getType()))
      continue;
    Value tangent = context.lookup(operand);
    tangents.map(operand, tangent ? tangent : context.zerosLike(operand, op));
  }
  Operation *moved = context.builder().clone(*op, tangents);
  context.set(op->getResult(0), moved->getResult(0));
  return success();
}

Value withType(Value tensor, Type type, DerivativeContext &context) {
  if (tensor.getType() == type)
    return tensor;
  return tensor::CastOp::create(context.builder(), tensor.getLoc(), type,
                                tensor);
}

MovedCotangent::MovedCotangent(Operation *op, PullbackContext &context)
    : context(context),
      cotangent(context.choose(*context.lookup(op->getResult(0)), op)) {}

void MovedCotangent::add(Value operand, Value moved) {
  context.add(operand, {withType(moved, operand.getType(), context), nullptr,
                        cotangent.isNegative});
}

} // namespace ag
