//===- DifferentiableOp.cpp - how ops are differentiated ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

/// Over the dimensions of the first operand that is a tensor, number `shaped`.
static Spec elementwiseSpec(const ScalarProgram &program, ValueRange operands,
                            unsigned shaped) {
  auto type = cast<RankedTensorType>(operands[shaped].getType());
  MLIRContext *context = type.getContext();
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(type.getRank(), context);
  AffineMap none = AffineMap::get(type.getRank(), 0, {}, context);
  Spec spec;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    spec.loops.push_back(Extent::dimension(shaped, dim));
  for (auto [number, operand] : llvm::enumerate(operands))
    spec.inputs.push_back(
        {unsigned(number),
         isa<RankedTensorType>(operand.getType()) ? identity : none});
  spec.body = program;
  for (unsigned node : program.results()) {
    ScalarType result = program.nodes()[node].type;
    spec.results.push_back({identity, result, result});
  }
  return spec;
}

SmallVector<Value> writeElementwise(const ScalarProgram &program,
                                    ValueRange operands,
                                    DerivativeContext &context, Operation *op) {
  for (auto [number, operand] : llvm::enumerate(operands))
    if (isa<RankedTensorType>(operand.getType()))
      return context.write(elementwiseSpec(program, operands, number), operands,
                           op);
  return emitScalarProgram(program, context.builder(), op->getLoc(), operands,
                           nullptr);
}

Value DerivativeContext::zerosLike(Value value, Operation *op) {
  Location loc = op->getLoc();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.hasStaticShape()) {
    TypedAttr zero = builder().getZeroAttr(value.getType());
    return arith::ConstantOp::create(builder(), loc, zero);
  }
  Spec spec;
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim)) {
      spec.loops.push_back(Extent::number(type.getDimSize(dim)));
      continue;
    }
    spec.loops.push_back(Extent::operand(sizes.size()));
    sizes.push_back(builder().createOrFold<tensor::DimOp>(loc, value, dim));
  }
  ScalarType element = *getScalarType(type.getElementType());
  spec.body.yield(spec.body.constant(0.0, element));
  spec.results.push_back(
      {builder().getMultiDimIdentityMap(type.getRank()), element, element});
  return write(spec, sizes, op).front();
}

//===----------------------------------------------------------------------===//
// Cotangents
//===----------------------------------------------------------------------===//

Cotangent PullbackContext::choose(Cotangent cotangent, Operation *op) {
  if (!cotangent.where)
    return cotangent;
  ScalarProgram program;
  Expr where = program.input(ScalarType::I1);
  Expr value =
      program.input(*getScalarType(getElementTypeOrSelf(cotangent.value)));
  program.yield(select(where, value, program.constant(0.0, value.type())));
  Value chosen =
      writeElementwise(program, {cotangent.where, cotangent.value}, *this, op)
          .front();
  return {chosen, nullptr, cotangent.isNegative};
}

Value PullbackContext::both(Value a, Value b, Operation *op) {
  if (!a || !b || a == b)
    return a ? a : b;
  return writeElementwise(binaryProgram(Primitive::And, ScalarType::I1), {a, b},
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
  return cotangent ? apply(*cotangent, op) : nullptr;
}

} // namespace ag
