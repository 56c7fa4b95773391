//===- DifferentiableOp.cpp - how ops are differentiated ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

#include "ag/Interfaces/DifferentiableOp.cpp.inc"

namespace ag {

DerivativeContext::~DerivativeContext() = default;

bool isDifferentiable(Type type) {
  if (isa<ShapedType>(type) && !isa<RankedTensorType>(type))
    return false;
  auto element = getScalarType(getElementTypeOrSelf(type));
  return element && isFloat(*element);
}

//===----------------------------------------------------------------------===//
// Element-wise steps
//===----------------------------------------------------------------------===//

SmallVector<Value> writeElementwise(const ScalarProgram &program,
                                    ValueRange operands,
                                    DerivativeContext &context, Operation *op) {
  if (llvm::any_of(operands.getTypes(), llvm::IsaPred<RankedTensorType>))
    return context.write(makeElementwiseSpec(program, operands.getTypes()),
                         operands, op);
  return emitScalarProgram(program, context.builder(), op->getLoc(), operands,
                           nullptr);
}

Value castElements(Value value, ScalarType type, DerivativeContext &context,
                   Operation *op) {
  ScalarProgram program;
  Expr own = program.input(*getScalarType(getElementTypeOrSelf(value)));
  if (own.type() == type)
    return value;
  program.yield(program.cast(own, type));
  return writeElementwise(program, value, context, op).front();
}

Value DerivativeContext::zerosLike(Value value, Operation *op) {
  Location loc = op->getLoc();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.hasStaticShape()) {
    TypedAttr zero = builder().getZeroAttr(value.getType());
    return arith::ConstantOp::create(builder(), loc, zero);
  }
  ScalarType element = *getScalarType(type.getElementType());
  SmallVector<Value> sizes;
  Spec spec = makeUniformSpec(floatCell(0.0), element,
                              tensor::getMixedSizes(builder(), loc, value),
                              sizes, value.getContext());
  return write(spec, sizes, op).front();
}

//===----------------------------------------------------------------------===//
// Linear ops
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Cotangents
//===----------------------------------------------------------------------===//

Cotangent PullbackContext::choose(Cotangent cotangent, Operation *op) {
  if (!cotangent.where)
    return cotangent;
  noteGaps();
  Value where = std::exchange(cotangent.where, nullptr);
  cotangent.hasGaps = true;
  if (cotangent.isZeroElsewhere)
    return cotangent;
  ScalarProgram program;
  Expr isChosen = program.input(ScalarType::I1);
  Expr value =
      program.input(*getScalarType(getElementTypeOrSelf(cotangent.value)));
  program.yield(select(isChosen, value, program.constant(0.0, value.type())));
  cotangent.value =
      writeElementwise(program, {where, cotangent.value}, *this, op).front();
  return cotangent;
}

Value PullbackContext::toSum(Value value, Operation *op) {
  ScalarType type = *getScalarType(getElementTypeOrSelf(value));
  return castElements(value, getAccumulatorType(type), *this, op);
}

Value PullbackContext::both(Value a, Value b, Operation *op) {
  if (!a || !b || a == b)
    return a ? a : b;
  return writeElementwise(binaryProgram(Primitive::And, ScalarType::I1), {a, b},
                          *this, op)
      .front();
}

/// Returns true if `a` is the negation of `b`.
static bool isNegationOf(Value a, Value b) {
  auto op = a.getDefiningOp<StructuredOpInterface>();
  if (!op)
    return false;
  Spec spec = op.getSpec();
  if (spec.combiner || spec.body.results().size() != 1)
    return false;
  SmallVector<Value> operands = op.getSpecOperands();
  ScalarProgram body = simplifyBody(op, spec);
  const ScalarNode &node = body.nodes()[body.results().front()];
  if (node.kind != ScalarNode::Apply ||
      (node.primitive != Primitive::Xor && node.primitive != Primitive::Ne))
    return false;
  const ScalarNode &x = body.nodes()[node.operands[0]],
                   &y = body.nodes()[node.operands[1]];
  return y.kind == ScalarNode::Constant && y.constant.i == 1 &&
         x.kind == ScalarNode::Input &&
         operands[spec.inputs[x.position].operand] == b &&
         spec.inputs[x.position].map == spec.results.front().map;
}

Value PullbackContext::either(Value a, Value b, Operation *op) {
  if (!a || !b || isNegationOf(a, b) || isNegationOf(b, a))
    return nullptr;
  if (a == b)
    return a;
  return writeElementwise(binaryProgram(Primitive::Or, ScalarType::I1), {a, b},
                          *this, op)
      .front();
}

Value PullbackContext::apply(Cotangent cotangent, Operation *op) {
  Value value = choose(cotangent, op).value;
  if (!cotangent.isNegative)
    return value;
  ScalarProgram program;
  program.yield(-program.input(*getScalarType(getElementTypeOrSelf(value))));
  return writeElementwise(program, value, *this, op).front();
}

Value PullbackContext::get(Value result, Operation *op) {
  std::optional<Cotangent> cotangent = lookup(result);
  if (!cotangent)
    return nullptr;
  // The mask's type may have determined sizes of the selected value.
  Value value = apply(*cotangent, op);
  return withType(value, result.getType(), *this);
}

} // namespace ag
