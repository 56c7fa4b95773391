//===- BatchableOp.cpp - how ops are batched ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/BatchableOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

#include "ag/Interfaces/BatchableOp.cpp.inc"

namespace ag {

MaskContext::~MaskContext() = default;
BatchContext::~BatchContext() = default;

RankedTensorType getBatchedType(Type type, int64_t size, int64_t axis) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  SmallVector<int64_t> shape;
  if (tensor)
    llvm::append_range(shape, tensor.getShape());
  shape.insert(shape.begin() + axis, size);
  Type element = getElementTypeOrSelf(type);
  if (element.isIndex())
    element = IntegerType::get(type.getContext(), 64);
  return RankedTensorType::get(shape, element);
}

int64_t BatchContext::findAxis(ValueRange operands) {
  for (Value operand : operands)
    if (std::optional<int64_t> axis = lookup(operand).axis)
      return *axis;
  return 0;
}

SmallVector<OpFoldResult> BatchContext::insertSize(ArrayRef<OpFoldResult> shape,
                                                   int64_t axis) {
  SmallVector<OpFoldResult> all(shape);
  all.insert(all.begin() + axis, size());
  return all;
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

static ScalarProgram identityOf(ScalarType type) {
  ScalarProgram program;
  program.yield(program.input(type));
  return program;
}

/// Broadcasts `value`, which is the same for all elements. Indices become i64,
/// as in values that differ.
static Value repeat(Value value, int64_t axis, Operation *op,
                    BatchContext &context) {
  OpBuilder &builder = context.builder();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  int64_t rank = type ? type.getRank() : 0;
  if (type && type.getElementType().isIndex())
    value = arith::IndexCastOp::create(builder, op->getLoc(),
                                       type.clone(builder.getI64Type()), value);
  ScalarType element = *getScalarType(getElementTypeOrSelf(value));
  SmallVector<Value> operands{value};
  Spec spec;
  for (int64_t dim = 0; dim < rank; ++dim)
    spec.loops.push_back(Extent::dimension(0, dim));
  OpFoldResult size = context.size();
  std::optional<int64_t> number = getConstantIntValue(size);
  if (!number)
    operands.push_back(cast<Value>(size));
  spec.loops.insert(spec.loops.begin() + axis,
                    number ? Extent::number(*number) : Extent::operand(1));
  AffineMap all = builder.getMultiDimIdentityMap(rank + 1);
  spec.inputs.push_back({0, all.dropResult(axis)});
  spec.results.push_back({all, element, element});
  spec.body = identityOf(element);
  return context.write(spec, operands, op).front();
}

/// Transposes `value` so that dimension `from` becomes dimension `to`.
static Value move(Value value, int64_t from, int64_t to, Operation *op,
                  BatchContext &context) {
  auto type = cast<RankedTensorType>(value.getType());
  ScalarType element = *getScalarType(type.getElementType());
  SmallVector<int64_t> order;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (dim != from)
      order.push_back(dim);
  order.insert(order.begin() + to, from);
  Spec spec;
  SmallVector<AffineExpr> places(order.size());
  for (auto [loop, dim] : llvm::enumerate(order)) {
    spec.loops.push_back(Extent::dimension(0, dim));
    places[dim] = getAffineDimExpr(loop, op->getContext());
  }
  AffineMap all =
      AffineMap::getMultiDimIdentityMap(order.size(), op->getContext());
  spec.inputs.push_back(
      {0, AffineMap::get(order.size(), 0, places, op->getContext())});
  spec.results.push_back({all, element, element});
  spec.body = identityOf(element);
  return context.write(spec, value, op).front();
}

Value BatchContext::arrange(BatchedValue batched, int64_t axis, Operation *op) {
  if (!batched.axis)
    return repeat(batched.value, axis, op, *this);
  if (*batched.axis == axis)
    return batched.value;
  return move(batched.value, *batched.axis, axis, op, *this);
}

Value BatchContext::get(Value operand, int64_t axis, Operation *op) {
  return arrange(lookup(operand), axis, op);
}

//===----------------------------------------------------------------------===//
// Scalar ops
//===----------------------------------------------------------------------===//

/// Returns the map from the loops to the element of `operand`. The loop with
/// the number `axis` is the batch's.
static AffineMap mapOf(BatchedValue operand, bool isTensor, int64_t rank,
                       int64_t axis, MLIRContext *context) {
  SmallVector<AffineExpr> places;
  for (int64_t dim = 0; isTensor && dim < rank; ++dim)
    places.push_back(getAffineDimExpr(besideAxis(dim, axis), context));
  if (operand.axis)
    places.insert(places.begin() + *operand.axis,
                  getAffineDimExpr(axis, context));
  return AffineMap::get(rank + 1, 0, places, context);
}

LogicalResult batchElementwise(const ScalarProgram &program, Operation *op,
                               BatchContext &context) {
  int64_t axis = context.findAxis(op->getOperands()), rank = 0;
  for (Value operand : op->getOperands())
    if (auto type = dyn_cast<RankedTensorType>(operand.getType()))
      rank = type.getRank();
  // Only scalars may differ.
  axis = std::min(axis, rank);
  Spec spec;
  SmallVector<Value> operands;
  spec.loops.assign(rank + 1, Extent::number(0));
  for (auto [number, operand] : llvm::enumerate(op->getOperands())) {
    BatchedValue batched = context.lookup(operand);
    AffineMap map = mapOf(batched, isa<RankedTensorType>(operand.getType()),
                          rank, axis, op->getContext());
    for (auto [dim, place] : llvm::enumerate(map.getResults()))
      spec.loops[cast<AffineDimExpr>(place).getPosition()] =
          Extent::dimension(number, dim);
    spec.inputs.push_back({unsigned(number), map});
    operands.push_back(batched.value);
  }
  spec.body = program;
  for (unsigned node : program.results()) {
    ScalarType type = program.nodes()[node].type;
    spec.results.push_back(
        {AffineMap::getMultiDimIdentityMap(rank + 1, op->getContext()), type,
         type});
  }
  for (auto [result, value] :
       llvm::zip_equal(op->getResults(), context.write(spec, operands, op)))
    context.set(result, {value, axis});
  return success();
}

} // namespace ag
