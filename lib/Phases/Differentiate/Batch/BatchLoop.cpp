//===- BatchLoop.cpp - ops in a loop over the elements --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchLoop.h"
#include "Batch/BatchMasks.h"
#include "Batch/BatchSizes.h"
#include "DerivativeWriter.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
using Sizes = SmallVector<OpFoldResult>;

class ElementLoop {
public:
  ElementLoop(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()) {}

  LogicalResult loop();
  void change(Value operand, function_ref<Value(const BatchElement &)> change);
  LogicalResult doOnce(Value any, function_ref<LogicalResult()> write);

private:
  LogicalResult findSizes();
  scf::ForOp makeLoop(ValueRange inits);
  Value isInMask(Value number);
  Value takeElement(Value value, Value number);
  Value putElement(Value element, Value into, Value number, const Sizes &sizes);
  SmallVector<Value> doFor(Value number);
  SmallVector<Value> doIf(Value condition, Value number);
  SmallVector<Value> emitFor(Value number);
  Value readPart(Value number);
  Value makeZeros(Type type, const Sizes &sizes);

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
  /// The sizes of each result for one element.
  SmallVector<Sizes> sizes;
};

LogicalResult ElementLoop::findSizes() {
  for (OpResult result : op->getResults()) {
    if (!getScalarType(getElementTypeOrSelf(result.getType())) ||
        (isa<ShapedType>(result.getType()) &&
         !isa<RankedTensorType>(result.getType())))
      return batch.refuse(op, "its results are no numbers and no ranked "
                              "tensors of such");
    FailureOr<Sizes> own = ag::findSizes(result, batch);
    if (failed(own))
      return failure();
    sizes.push_back(*own);
  }
  return success();
}

Value ElementLoop::takeElement(Value value, Value number) {
  BatchedValue batched = batch.lookupUncut(value);
  if (!batched.axis)
    return batched.value;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type) {
    Value element =
        tensor::ExtractOp::create(builder, loc, batched.value, number);
    return value.getType().isIndex()
               ? arith::IndexCastOp::create(builder, loc, value.getType(),
                                            element)
               : element;
  }
  Sizes offsets(type.getRank() + 1, builder.getIndexAttr(0));
  Sizes all = tensor::getMixedSizes(builder, loc, batched.value);
  Sizes strides(type.getRank() + 1, builder.getIndexAttr(1));
  offsets[*batched.axis] = number;
  all[*batched.axis] = builder.getIndexAttr(1);
  SmallVector<int64_t> shape = llvm::to_vector(
      cast<RankedTensorType>(batched.value.getType()).getShape());
  shape.erase(shape.begin() + *batched.axis);
  Value element =
      extractPart(cast<RankedTensorType>(batched.value.getType()).clone(shape),
                  batched.value, offsets, all, strides, builder, loc);
  if (type.getElementType().isIndex())
    element =
        arith::IndexCastOp::create(builder, loc, type.clone(shape), element);
  return castTo(type, element, builder);
}

Value ElementLoop::putElement(Value element, Value into, Value number,
                              const Sizes &sizes) {
  if (getElementTypeOrSelf(element).isIndex()) {
    Type wide = builder.getI64Type();
    if (auto tensor = dyn_cast<RankedTensorType>(element.getType()))
      wide = tensor.clone(wide);
    element = arith::IndexCastOp::create(builder, loc, wide, element);
  }
  if (!isa<RankedTensorType>(element.getType()))
    return tensor::InsertOp::create(builder, loc, element, into, number);
  Sizes offsets(sizes.size() + 1, builder.getIndexAttr(0));
  Sizes strides(sizes.size() + 1, builder.getIndexAttr(1));
  Sizes all(sizes);
  offsets[0] = number;
  all.insert(all.begin(), builder.getIndexAttr(1));
  auto type = cast<RankedTensorType>(element.getType());
  element =
      castTo(type.clone(decomposeMixedValues(sizes).first), element, builder);
  return insertPart(element, into, offsets, all, strides, builder, loc);
}

/// Reads a slice or an element from the tensor of all elements of the batch, so
/// that its derivative adds to that slice, and not to all of an element.
/// Returns null if the op reads no slice of a tensor that differs.
Value ElementLoop::readPart(Value number) {
  if (!isa<tensor::ExtractSliceOp, tensor::ExtractOp>(op))
    return nullptr;
  BatchedValue all = batch.lookupUncut(op->getOperand(0));
  if (!all.axis || getElementTypeOrSelf(op->getOperand(0)).isIndex())
    return nullptr;
  auto take = [&](Value value) { return takeElement(value, number); };
  if (auto read = dyn_cast<tensor::ExtractOp>(op)) {
    SmallVector<Value> indices = llvm::map_to_vector(read.getIndices(), take);
    indices.insert(indices.begin() + *all.axis, number);
    return tensor::ExtractOp::create(builder, loc, all.value, indices);
  }
  auto insertBatch = [&](OpFoldResult ofBatch, Sizes mixed) {
    for (OpFoldResult &each : mixed)
      if (auto value = dyn_cast<Value>(each))
        each = take(value);
    mixed.insert(mixed.begin() + *all.axis, ofBatch);
    return mixed;
  };
  auto slice = cast<tensor::ExtractSliceOp>(op);
  OpFoldResult one = builder.getIndexAttr(1);
  return extractPart(slice.getType(), all.value,
                     insertBatch(number, slice.getMixedOffsets()),
                     insertBatch(one, slice.getMixedSizes()),
                     insertBatch(one, slice.getMixedStrides()), builder, loc);
}

SmallVector<Value> ElementLoop::emitFor(Value number) {
  if (Value part = readPart(number))
    return {part};
  IRMapping mapping;
  for (Value used : getUsedValues(op))
    mapping.map(used, takeElement(used, number));
  return llvm::to_vector(ValueRange(builder.clone(*op, mapping)->getResults()));
}

Value ElementLoop::makeZeros(Type type, const Sizes &sizes) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  // arith has no constants of unsigned numbers.
  bool isUnsigned = getElementTypeOrSelf(type).isUnsignedInteger();
  if (!isUnsigned && (!tensor || tensor.hasStaticShape()))
    return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  ScalarType element = *getScalarType(getElementTypeOrSelf(type));
  SmallVector<Value> operands;
  Spec spec = makeUniformSpec(isFloat(element) ? floatCell(0.0) : intCell(0),
                              element, sizes, operands, op->getContext());
  Value zeros = batch.write(spec, operands, op).front();
  return tensor ? castTo(type, zeros, builder)
                : tensor::ExtractOp::create(builder, loc, zeros, ValueRange());
}

SmallVector<Value> ElementLoop::doIf(Value condition, Value number) {
  auto choice = scf::IfOp::create(builder, loc, op->getResultTypes(), condition,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(choice.thenBlock());
  scf::YieldOp::create(builder, loc, emitFor(number));
  builder.setInsertionPointToStart(choice.elseBlock());
  SmallVector<Value> zeros;
  for (auto [result, own] : llvm::zip_equal(op->getResults(), sizes))
    zeros.push_back(makeZeros(result.getType(), own));
  scf::YieldOp::create(builder, loc, zeros);
  return llvm::to_vector(ValueRange(choice.getResults()));
}

SmallVector<Value> ElementLoop::doFor(Value number) {
  return batch.mask ? doIf(isInMask(number), number) : emitFor(number);
}

Value ElementLoop::isInMask(Value number) {
  return tensor::ExtractOp::create(builder, loc, batch.mask->elements, number);
}

/// Emits a loop over the elements without a body.
scf::ForOp ElementLoop::makeLoop(ValueRange inits) {
  auto value = [&](OpFoldResult number) {
    return getValueOrCreateConstantIndexOp(builder, loc, number);
  };
  return scf::ForOp::create(builder, loc, value(builder.getIndexAttr(0)),
                            value(batch.size()), value(builder.getIndexAttr(1)),
                            inits);
}

LogicalResult ElementLoop::loop() {
  if (failed(findSizes()))
    return failure();
  SmallVector<Value> results;
  for (auto [result, own] : llvm::zip_equal(op->getResults(), sizes)) {
    Type element = getBatchedType(getElementTypeOrSelf(result.getType()), 0, 0)
                       .getElementType();
    results.push_back(tensor::EmptyOp::create(
        builder, loc, batch.insertSize(own, 0), element));
  }
  scf::ForOp loop = makeLoop(results);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> put;
    for (auto [element, into, own] : llvm::zip_equal(
             doFor(loop.getInductionVar()), loop.getRegionIterArgs(), sizes))
      put.push_back(putElement(element, into, loop.getInductionVar(), own));
    scf::YieldOp::create(builder, loc, put);
  }
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), loop.getResults()))
    batch.set(result, {own, 0});
  return success();
}

/// Elements outside the mask execute nothing, so that no operand is cut.
void ElementLoop::change(Value operand,
                         function_ref<Value(const BatchElement &)> change) {
  BatchedValue all = batch.lookupUncut(operand);
  if (!all.axis)
    all = {batch.arrange(all, 0, op), 0};
  scf::ForOp loop = makeLoop(all.value);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value number = loop.getInductionVar();
    Value carried = loop.getRegionIterArg(0);
    auto take = [&](Value value) { return takeElement(value, number); };
    BatchElement element{carried, *all.axis, number, take};
    if (!batch.mask) {
      scf::YieldOp::create(builder, loc, change(element));
    } else {
      auto choice =
          scf::IfOp::create(builder, loc, carried.getType(), isInMask(number),
                            /*withElseRegion=*/true);
      scf::YieldOp::create(builder, loc, choice.getResults());
      builder.setInsertionPointToStart(choice.elseBlock());
      scf::YieldOp::create(builder, loc, carried);
      builder.setInsertionPointToStart(choice.thenBlock());
      scf::YieldOp::create(builder, loc, change(element));
    }
  }
  BatchedValue changed{loop.getResult(0), all.axis};
  if (!batch.mask)
    return batch.set(op->getResult(0), changed);
  batch.masked.addChange(changed.value, all.value);
  batch.masked.set(op->getResult(0), changed, op);
}

/// Emits the then branch before the final scf.if, whose result types are those
/// of the values that `write` set.
LogicalResult ElementLoop::doOnce(Value any,
                                  function_ref<LogicalResult()> write) {
  if (failed(findSizes()))
    return failure();
  auto untyped = scf::IfOp::create(builder, loc, any, /*withElseRegion=*/false);
  SmallVector<Value> written, zeros;
  {
    OpBuilder::InsertionGuard guard(builder);
    untyped.thenYield()->erase();
    builder.setInsertionPointToStart(untyped.thenBlock());
    if (failed(write()))
      return failure();
    for (Value result : op->getResults())
      written.push_back(batch.lookup(result).value);
    scf::YieldOp::create(builder, loc, written);
  }
  auto choice = scf::IfOp::create(builder, loc, ValueRange(written).getTypes(),
                                  any, /*withElseRegion=*/true);
  choice.getThenRegion().takeBody(untyped.getThenRegion());
  untyped.erase();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(choice.elseBlock());
  for (auto [result, own] : llvm::zip_equal(op->getResults(), sizes)) {
    BatchedValue batched = batch.lookup(result);
    zeros.push_back(makeZeros(
        batched.value.getType(),
        batched.axis ? Sizes(batch.insertSize(own, *batched.axis)) : own));
  }
  scf::YieldOp::create(builder, loc, zeros);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), choice.getResults()))
    batch.set(result, {own, batch.lookup(result).axis});
  return success();
}
} // namespace

LogicalResult loopOverElements(Operation *op, Batch &batch) {
  return ElementLoop(op, batch).loop();
}

void changeElements(Operation *op, Value operand, Batch &batch,
                    function_ref<Value(const BatchElement &)> change) {
  ElementLoop(op, batch).change(operand, change);
}

LogicalResult doIfAny(Operation *op, Value any, Batch &batch,
                      function_ref<LogicalResult()> write) {
  return ElementLoop(op, batch).doOnce(any, write);
}

} // namespace ag
