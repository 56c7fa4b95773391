//===- MergedDims.cpp - slices at positions that differ -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Requests/MergedDims.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

MergedDims::MergedDims(BatchedValue x, int64_t first, Operation *op,
                       BatchContext &context)
    : op(op), context(context), builder(context.builder()) {
  axis = x.axis ? std::min(*x.axis, first) : first;
  whole = x.axis ? context.arrange(x, axis, op) : x.value;
  sizes = tensor::getMixedSizes(builder, op->getLoc(), whole);
  next = axis;
  addLoop(context.size());
  if (!x.axis)
    return;
  position = spec.body.index(0);
  ++next;
  while (next <= first)
    addAll();
}

AffineExpr MergedDims::addLoop(OpFoldResult size) {
  if (auto number = getConstantIntValue(size)) {
    spec.loops.push_back(Extent::number(*number));
  } else {
    spec.loops.push_back(Extent::operand(operands.size()));
    operands.push_back(cast<Value>(size));
  }
  return builder.getAffineDimExpr(spec.loops.size() - 1);
}

Expr MergedDims::addInput(Value value, Exprs exprs) {
  spec.inputs.push_back({unsigned(operands.size()), AffineMap()});
  inputMaps.push_back(std::move(exprs));
  operands.push_back(value);
  Type element = getElementTypeOrSelf(value);
  return spec.body.input(element.isIndex() ? ScalarType::I64
                                           : *getScalarType(element));
}

Expr MergedDims::toNumber(OpFoldResult number) {
  if (auto constant = getConstantIntValue(number))
    return spec.body.intConstant(*constant, ScalarType::I64);
  return addInput(cast<Value>(number), {});
}

void MergedDims::requireInside(Expr index, Expr size) {
  ScalarProgram &body = spec.body;
  Expr holds = body.apply(
      Primitive::And,
      {compare(Primitive::Ge, index, body.intConstant(0, ScalarType::I64)),
       compare(Primitive::Lt, index, size)});
  isInside = isInside ? body.apply(Primitive::And, {*isInside, holds}) : holds;
}

void MergedDims::append(Expr index, Expr size) {
  position = position ? *position * size + index : index;
  ++next;
}

void MergedDims::addAll() {
  OpFoldResult size = sizes[next];
  addLoop(size);
  append(spec.body.index(spec.loops.size() - 1), toNumber(size));
}

void MergedDims::addIndices(BatchedValue indices, bool clamps) {
  Value all = context.arrange(indices, 0, op);
  SmallVector<OpFoldResult> shape =
      tensor::getMixedSizes(builder, op->getLoc(), all);
  Exprs exprs{builder.getAffineDimExpr(0)};
  for (OpFoldResult size : ArrayRef(shape).drop_front())
    exprs.push_back(addLoop(size));
  Expr index = spec.body.cast(addInput(all, std::move(exprs)), ScalarType::I64);
  Expr size = toNumber(sizes[next]);
  if (clamps)
    index = max(min(index, size - 1.0), 0.0);
  else
    requireInside(index, size);
  append(index, size);
}

void MergedDims::addSteps(OpFoldResult offset, int64_t stride,
                          OpFoldResult size) {
  addLoop(size);
  ScalarProgram &body = spec.body;
  Expr step = body.index(spec.loops.size() - 1) *
              body.intConstant(stride, ScalarType::I64);
  BatchedValue first;
  if (auto value = dyn_cast<Value>(offset))
    first = context.lookup(value);
  Expr begin = first.axis ? addInput(first.value, {builder.getAffineDimExpr(0)})
               : first.value ? toNumber(first.value)
                             : toNumber(offset);
  Expr extent = toNumber(sizes[next]);
  requireInside(begin + step, extent);
  append(begin + step, extent);
}

/// An index that names a slice by itself stays as it is, for the message if it
/// is invalid.
Value MergedDims::makePositions() {
  ScalarProgram &body = spec.body;
  bool isOne = next - axis == 1;
  if (MaskContext *mask = context.getMask()) {
    Expr isHere = addInput(mask->elements(), {builder.getAffineDimExpr(0)});
    isInside =
        isInside ? body.apply(Primitive::And, {*isInside, isHere}) : isHere;
    isOne = false;
  }
  body.yield(isInside && !isOne ? select(*isInside, *position,
                                         body.intConstant(-1, ScalarType::I64))
                                : *position);
  for (auto [input, exprs] : llvm::zip_equal(spec.inputs, inputMaps))
    input.map =
        AffineMap::get(spec.loops.size(), 0, exprs, builder.getContext());
  spec.results.push_back({builder.getMultiDimIdentityMap(spec.loops.size()),
                          ScalarType::I64, ScalarType::I64});
  return context.write(spec, operands, op).front();
}

Value MergedDims::reshape(Value value, ArrayRef<OpFoldResult> shape) {
  auto [numbers, values] = decomposeMixedValues(shape);
  return ReshapeOp::create(builder, op->getLoc(), value, values, numbers);
}

Value MergedDims::merge() {
  if (next - axis == 1)
    return whole;
  auto multiply = [&](OpFoldResult a, OpFoldResult b) -> OpFoldResult {
    auto x = getConstantIntValue(a), y = getConstantIntValue(b);
    if (x && y)
      return builder.getIndexAttr(*x * *y);
    return arith::MulIOp::create(
               builder, op->getLoc(),
               getValueOrCreateConstantIndexOp(builder, op->getLoc(), a),
               getValueOrCreateConstantIndexOp(builder, op->getLoc(), b))
        .getResult();
  };
  SmallVector<OpFoldResult> flat(ArrayRef(sizes).take_front(axis + 1));
  for (OpFoldResult size : ArrayRef(sizes).slice(axis + 1, next - axis - 1))
    flat.back() = multiply(flat.back(), size);
  flat.append(sizes.begin() + next, sizes.end());
  return reshape(whole, flat);
}

Value MergedDims::split(Value merged) {
  return next - axis == 1 ? merged : reshape(merged, sizes);
}

} // namespace ag
