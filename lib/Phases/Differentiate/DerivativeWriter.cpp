//===- DerivativeWriter.cpp - contexts of both directions -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DerivativeWriter.h"
#include "Refusal.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

SmallVector<Value> writeLike(Operation *op, const Spec &spec,
                             ValueRange operands, OpBuilder &builder) {
  Vocabulary vocabulary = isa_and_present<AGDialect>(op->getDialect())
                              ? Vocabulary::AG
                              : Vocabulary::Upstream;
  return writeSpec(spec, operands, vocabulary, builder, op->getLoc());
}

Value castTo(Type type, Value value, OpBuilder &builder) {
  Type element = getElementTypeOrSelf(type);
  if (auto own = dyn_cast<RankedTensorType>(value.getType());
      own && own.getElementType() != element)
    value = arith::IndexCastOp::create(builder, value.getLoc(),
                                       own.clone(element), value);
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, value.getLoc(), type, value);
}

template <typename Context>
SmallVector<Value> DerivativeWriter<Context>::write(const Spec &spec,
                                                    ValueRange operands,
                                                    Operation *op) {
  return writeLike(op, spec, operands, opBuilder);
}

/// The path ends with a value that the function is differentiated by.
template <typename Context>
LogicalResult DerivativeWriter<Context>::refuse(Operation *op,
                                                const Twine &reason) {
  return refuseOp(op, "has no derivative: " + reason, activity.findPath(op),
                  "by which the function is differentiated");
}

template <typename Context>
LogicalResult DerivativeWriter<Context>::checkTypes(Operation *op) {
  auto check = [&](Value value) -> LogicalResult {
    if (!isActive(value) || isDifferentiable(value.getType()))
      return success();
    std::string type, advice;
    llvm::raw_string_ostream(type) << value.getType();
    Type element = getElementTypeOrSelf(value.getType());
    if (!getScalarType(element))
      advice = "; " + adviseElements(element);
    return refuse(op, "by way of a " + type +
                          ", which is neither a float that ag computes with "
                          "nor a ranked tensor of such" +
                          advice);
  };
  for (Value value : op->getOperands())
    if (failed(check(value)))
      return failure();
  for (Value value : op->getResults())
    if (failed(check(value)))
      return failure();
  return success();
}

template class DerivativeWriter<PullbackContext>;
template class DerivativeWriter<PushforwardContext>;

} // namespace ag
