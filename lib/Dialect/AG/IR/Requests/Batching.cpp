//===- Batching.cpp - how ops without a Spec are batched ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// These ops move slices; the batch is an additional dimension of the slices. If
// positions differ over the batch, slices are read and added to at indices into
// merged dimensions (MergedDims.h), and written in a loop over the elements:
//
//   %r = ag.update %x, %y [%i] [1] : tensor<5xf32>, tensor<2xf32>
//
// with 8 elements of each becomes
//
//   scf.for %b = 0 to 8 iter_args(%all = %x8) {
//     %own = tensor.extract_slice %y8[%b, 0] [1, 2] : ... to tensor<2xf32>
//     %part = ag.reshape %own : tensor<2xf32> -> tensor<1x2xf32>
//     ag.update %all, %part [%b, %i8[%b]] : tensor<8x5xf32>, tensor<1x2xf32>
//   }
//
//===----------------------------------------------------------------------===//
#include "Requests/Batching.h"
#include "Indexing/SliceBounds.h"
#include "Requests/MergedDims.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/SpecBatching.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns `numbers` with `number` inserted for the batch.
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

/// Returns the sizes of an op's result, with the operands `sizes`. If one of
/// these differs, reports it with `advice` and fails.
static FailureOr<SmallVector<OpFoldResult>>
shareSizes(ArrayRef<int64_t> numbers, ValueRange sizes, Operation *op,
           BatchContext &context, StringRef advice = "") {
  SmallVector<Value> shared;
  for (Value size : sizes) {
    shared.push_back(context.findSize(size, op));
    if (!shared.back())
      return context.refuse(op, "a size of its result differs over the batch" +
                                    advice);
  }
  return getMixedValues(numbers, shared, context.builder());
}

LogicalResult ReshapeOp::batch(BatchContext &context) {
  auto shape = shareSizes(getStaticSizes(), getSizes(), *this, context);
  if (failed(shape))
    return failure();
  auto [numbers, sizes] = decomposeMixedValues(context.insertSize(*shape, 0));
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

/// Differing border widths or values are computed in a loop over the batch.
LogicalResult PadOp::batch(BatchContext &context) {
  if (context.isAnyBatched(getLow()) || context.isAnyBatched(getHigh()) ||
      context.isBatched(getValue()))
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

/// Returns `part` with a dimension of size 1 at `axis`.
static Value addUnit(Value part, int64_t axis, Location loc,
                     OpBuilder &builder) {
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, part);
  sizes.insert(sizes.begin() + axis, builder.getIndexAttr(1));
  auto [numbers, values] = decomposeMixedValues(sizes);
  return ReshapeOp::create(builder, loc, part, values, numbers);
}

/// Updates the slice of one element after the other.
static LogicalResult updateEach(UpdateOp op, BatchContext &context) {
  OpBuilder &builder = context.builder();
  context.changeEach(op, op.getX(), [&](const BatchElement &element) {
    SmallVector<OpFoldResult> offsets = getMixedValues(
        op.getStaticOffsets(),
        llvm::map_to_vector(op.getOffsets(), element.take), builder);
    offsets.insert(offsets.begin() + element.axis, element.number);
    Value part =
        addUnit(element.take(op.getY()), element.axis, op.getLoc(), builder);
    return putPart(element.all, part, offsets,
                   insert(op.getStrides(), element.axis, 1), builder,
                   op.getLoc());
  });
  return success();
}

bool UpdateOp::heedsMask(BatchContext &) { return true; }

LogicalResult UpdateOp::batch(BatchContext &context) {
  if (context.getMask() || context.isAnyBatched(getOffsets()))
    return updateEach(*this, context);
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

/// Returns the axis of the batch in slices, if x has it along `axis` and the
/// indices have this rank.
static int64_t axisOfSlices(int64_t axis, int64_t dim, int64_t indexRank) {
  return axis <= dim ? axis : axis + indexRank - 1;
}

bool GatherOp::heedsMask(BatchContext &context) {
  return context.isBatched(getIndices());
}

/// Elements outside the mask read nothing.
static BatchedValue gatherMerged(MergedDims &dims, OutOfBounds mode,
                                 Operation *op, BatchContext &context) {
  Value positions = dims.makePositions();
  Value result = GatherOp::create(context.builder(), op->getLoc(), dims.dim(),
                                  context.getMask() ? OutOfBounds::fill : mode,
                                  dims.merge(), positions);
  return {result, dims.dim()};
}

LogicalResult GatherOp::batch(BatchContext &context) {
  BatchedValue x = context.lookupUncut(getX());
  BatchedValue indices = context.lookup(getIndices());
  MaskContext *mask = context.getMask();
  if (indices.axis && (x.axis || mask)) {
    if (mask && failed(mask->check(*this)))
      return failure();
    MergedDims dims(x, getDim(), *this, context);
    dims.addIndices(indices, getMode() == OutOfBounds::clamp);
    context.set(getResult(), gatherMerged(dims, getMode(), *this, context));
    return success();
  }
  int64_t rank = getIndices().getType().getRank(), dim = getDim();
  std::optional<int64_t> axis;
  if (x.axis) {
    axis = axisOfSlices(*x.axis, dim, rank);
    dim = besideAxis(dim, *x.axis);
  } else if (indices.axis) {
    axis = dim + *indices.axis;
  }
  Value result = GatherOp::create(context.builder(), getLoc(), dim, getMode(),
                                  x.value, indices.value);
  if (mask)
    mask->set(getResult(), {result, axis}, *this);
  else
    context.set(getResult(), {result, axis});
  return success();
}

bool ScatterOp::heedsMask(BatchContext &) { return true; }

/// Changes slices at the same indices of each element of a batch that has no
/// mask.
static LogicalResult scatterAlike(ScatterOp op, BatchContext &context) {
  int64_t dim = op.getDim();
  int64_t axis = context.lookup(op.getX()).axis.value_or(dim);
  int64_t axisOfUpdates =
      axisOfSlices(axis, dim, op.getIndices().getType().getRank());
  Value result = ScatterOp::create(
      context.builder(), op.getLoc(), besideAxis(dim, axis), op.getMode(),
      context.get(op.getX(), axis, op), context.lookup(op.getIndices()).value,
      context.get(op.getUpdates(), axisOfUpdates, op), op.getKind());
  context.set(op.getResult(), {result, axis});
  return success();
}

/// The batch precedes the merged dimensions in x, and so has the same position
/// in the updates. An element's updates keep their order.
LogicalResult ScatterOp::batch(BatchContext &context) {
  BatchedValue x = context.lookupUncut(getX());
  BatchedValue indices = context.lookup(getIndices());
  MaskContext *mask = context.getMask();
  if (!mask && !indices.axis)
    return scatterAlike(*this, context);
  if (mask && failed(mask->check(*this)))
    return failure();
  if (!x.axis)
    x = {context.arrange(x, getDim(), *this), getDim()};
  MergedDims dims(x, getDim(), *this, context);
  dims.addIndices(indices, getMode() == WriteOutOfBounds::clamp);
  Value updates =
      context.arrange(context.lookupUncut(getUpdates()), dims.dim(), *this);
  Value positions = dims.makePositions();
  Value result = dims.split(
      ScatterOp::create(context.builder(), getLoc(), dims.dim(),
                        mask ? WriteOutOfBounds::drop : getMode(), dims.merge(),
                        positions, updates, getKind()));
  if (!mask) {
    context.set(getResult(), {result, dims.dim()});
    return success();
  }
  mask->addChange(result, dims.unmerged());
  mask->set(getResult(), {result, dims.dim()}, *this);
  return success();
}

//===----------------------------------------------------------------------===//
// Slices at differing offsets
//===----------------------------------------------------------------------===//

namespace {
/// Batches ag.slice. Differing offsets become the indices of a gather.
struct SliceBatching
    : BatchableOpInterface::ExternalModel<SliceBatching, SliceOp> {
  bool heedsMask(Operation *op, BatchContext &context) const {
    return context.isAnyBatched(cast<SliceOp>(op).getOffsets());
  }

  LogicalResult batch(Operation *op, BatchContext &context) const {
    auto slice = cast<SliceOp>(op);
    if (heedsMask(op, context))
      return batchOffsets(slice, context);
    MaskContext *mask = context.getMask();
    if (!mask || context.isAnyBatched(slice.getSizes()))
      return batchSpec(cast<StructuredOpInterface>(op), context);
    BatchedValue x = context.lookupUncut(slice.getX());
    auto mixed = [&](ArrayRef<int64_t> numbers, ValueRange range) {
      auto values = llvm::map_to_vector(
          range, [&](Value value) { return context.lookup(value).value; });
      return getMixedValues(numbers, values, context.builder());
    };
    SmallVector<OpFoldResult> offsets =
        mixed(slice.getStaticOffsets(), slice.getOffsets());
    SmallVector<OpFoldResult> sizes =
        mixed(slice.getStaticSizes(), slice.getSizes());
    SmallVector<int64_t> strides(slice.getStrides());
    if (x.axis) {
      offsets.insert(offsets.begin() + *x.axis,
                     context.builder().getIndexAttr(0));
      sizes = context.insertSize(sizes, *x.axis);
      strides = insert(strides, *x.axis, 1);
    }
    Value part = takePart(x.value, offsets, sizes, strides, context.builder(),
                          op->getLoc());
    mask->set(slice.getResult(), {part, x.axis}, op);
    return success();
  }

private:
  /// Returns true if a slice is known to have all positions along `dim`.
  static bool isWhole(SliceOp slice, int64_t dim) {
    int64_t size = slice.getX().getType().getDimSize(dim);
    return !ShapedType::isDynamic(size) && slice.getStrides()[dim] == 1 &&
           slice.getStaticOffsets()[dim] == 0 &&
           slice.getStaticSizes()[dim] == size;
  }

  static LogicalResult batchOffsets(SliceOp slice, BatchContext &context) {
    auto sizes = shareSizes(
        slice.getStaticSizes(), slice.getSizes(), slice, context,
        ", not just where it begins (in Python write x[i + ag.arange(2)] for "
        "x[i:i + 2])");
    MaskContext *mask = context.getMask();
    if (failed(sizes) || (mask && failed(mask->check(slice))))
      return failure();
    int64_t first = 0, end = slice.getX().getType().getRank();
    while (isWhole(slice, first))
      ++first;
    while (isWhole(slice, end - 1))
      --end;
    MergedDims dims(context.lookupUncut(slice.getX()), first, slice, context);
    SmallVector<OpFoldResult> offsets = getMixedValues(
        slice.getStaticOffsets(), slice.getOffsets(), context.builder());
    for (int64_t dim = first; dim < end; ++dim)
      dims.addSteps(offsets[dim], slice.getStrides()[dim], (*sizes)[dim]);
    context.set(slice.getResult(),
                gatherMerged(dims, OutOfBounds::error, slice, context));
    return success();
  }
};
} // namespace

void registerSliceBatching(MLIRContext &context) {
  SliceOp::attachInterface<SliceBatching>(context);
}

} // namespace ag
