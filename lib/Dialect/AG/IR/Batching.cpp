//===- Batching.cpp - how ops without a Spec are batched ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// They move slices, and have the batch as a dimension of what they move:
//
//   %y = ag.update %x, %p [%i] [1] : tensor<5xf32>, tensor<2xf32>
//
// with 8 elements of x and p is
//
//   %y8 = ag.update %x8, %p8 [0, %i] [1, 1] : tensor<8x5xf32>, tensor<8x2xf32>
//
// Where a place differs, one element is done after the other.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// `numbers` with one more, for the batch.
static SmallVector<int64_t> insert(ArrayRef<int64_t> numbers, int64_t axis,
                                   int64_t number) {
  SmallVector<int64_t> all(numbers);
  all.insert(all.begin() + axis, number);
  return all;
}

LogicalResult BarrierOp::batch(BatchContext &context) {
  BatchedValue x = context.lookup(getX());
  Value result = BarrierOp::create(context.builder(), getLoc(), x.value,
                                   context.lookup(getAfter()).value);
  context.set(getResult(), {result, x.axis});
  return success();
}

//===----------------------------------------------------------------------===//
// Moved elements
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::batch(BatchContext &context) {
  if (context.isAnyBatched(getSizes()))
    return context.refuse(*this, "a size of its result differs over the batch");
  SmallVector<OpFoldResult> shape = context.insertSize(
      getMixedValues(getStaticSizes(),
                     llvm::map_to_vector(getSizes(),
                                         [&](Value size) {
                                           return context.lookup(size).value;
                                         }),
                     context.builder()),
      0);
  auto [numbers, sizes] = decomposeMixedValues(shape);
  Value result =
      ReshapeOp::create(context.builder(), getLoc(),
                        context.get(getX(), 0, *this), sizes, numbers);
  context.set(getResult(), {result, 0});
  return success();
}

LogicalResult ConcatOp::batch(BatchContext &context) {
  int64_t axis = context.findAxis(getInputs());
  SmallVector<Value> inputs;
  for (Value input : getInputs())
    inputs.push_back(context.get(input, axis, *this));
  Value result = ConcatOp::create(context.builder(), getLoc(),
                                  besideAxis(getDim(), axis), inputs);
  context.set(getResult(), {result, axis});
  return success();
}

LogicalResult PadOp::batch(BatchContext &context) {
  if (context.isAnyBatched(getLow()) || context.isAnyBatched(getHigh()))
    return context.refuse(*this,
                          "a width of its border differs over the batch");
  if (context.isBatched(getValue()))
    return context.loop(*this);
  auto values = [&](ValueRange range) {
    return llvm::map_to_vector(
        range, [&](Value value) { return context.lookup(value).value; });
  };
  int64_t axis = context.findAxis(getX());
  SmallVector<int64_t> interior(getInterior());
  if (!interior.empty())
    interior = insert(interior, axis, 0);
  Value result = PadOp::create(
      context.builder(), getLoc(), context.get(getX(), axis, *this),
      context.lookup(getValue()).value, values(getLow()), values(getHigh()),
      insert(getStaticLow(), axis, 0), insert(getStaticHigh(), axis, 0),
      interior);
  context.set(getResult(), {result, axis});
  return success();
}

/// Updates at differing places are made one after the other.
LogicalResult UpdateOp::batch(BatchContext &context) {
  if (context.isAnyBatched(getOffsets()))
    return context.loop(*this);
  int64_t axis = context.findAxis({getX(), getY()});
  auto offsets = llvm::map_to_vector(
      getOffsets(), [&](Value offset) { return context.lookup(offset).value; });
  Value result = UpdateOp::create(
      context.builder(), getLoc(), context.get(getX(), axis, *this),
      context.get(getY(), axis, *this), offsets,
      insert(getStaticOffsets(), axis, 0), insert(getStrides(), axis, 1));
  context.set(getResult(), {result, axis});
  return success();
}

//===----------------------------------------------------------------------===//
// Slices at indices
//===----------------------------------------------------------------------===//

/// Where the batch is among slices that have it along `axis` in x, of indices
/// of a rank.
static int64_t axisOfSlices(int64_t axis, int64_t dim, int64_t indexRank) {
  return axis <= dim ? axis : axis + indexRank - 1;
}

LogicalResult GatherOp::batch(BatchContext &context) {
  BatchedValue x = context.lookup(getX()), i = context.lookup(getIndices());
  int64_t dim = getDim();
  if (x.axis && i.axis)
    return context.loop(*this);
  int64_t axis =
      x.axis ? axisOfSlices(*x.axis, dim, getIndices().getType().getRank())
             : dim + *i.axis;
  if (x.axis)
    dim = besideAxis(dim, *x.axis);
  Value result = GatherOp::create(context.builder(), getLoc(), dim, getMode(),
                                  x.value, i.value);
  context.set(getResult(), {result, axis});
  return success();
}

LogicalResult ScatterOp::batch(BatchContext &context) {
  if (context.isBatched(getIndices()))
    return context.loop(*this);
  // In front of the dimension, the batch is where it is in the updates.
  Value x = context.get(getX(), 0, *this);
  Value updates = context.get(getUpdates(), 0, *this);
  Value result =
      ScatterOp::create(context.builder(), getLoc(), getDim() + 1, getMode(), x,
                        context.lookup(getIndices()).value, updates);
  context.set(getResult(), {result, 0});
  return success();
}

} // namespace ag
