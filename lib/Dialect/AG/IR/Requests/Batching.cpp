//===- Batching.cpp - how ops without a Spec are batched ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// These ops move slices; the batch is an additional dimension of the slices. If
// the source and the indices both differ, the batch is merged with the
// dimension that the indices refer to:
//
//   %y = ag.gather 0 fill %x, %i : tensor<5xf32>, tensor<2xi64>
//
// with 8 elements of both becomes
//
//   %flat = ag.reshape %x8 : tensor<8x5xf32> -> tensor<40xf32>
//   %y8 = ag.gather 0 fill %flat, %j8 : tensor<40xf32>, tensor<8x2xi64>
//
// where j is i + 5 * (number of the element) if i is valid, and i otherwise.
//
//===----------------------------------------------------------------------===//
#include "Requests/Batching.h"
#include "Indexing/SliceBounds.h"
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

/// Updates at differing offsets are computed in a loop over the batch.
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

/// Returns the axis of the batch in slices, if x has it along `axis` and the
/// indices have this rank.
static int64_t axisOfSlices(int64_t axis, int64_t dim, int64_t indexRank) {
  return axis <= dim ? axis : axis + indexRank - 1;
}

namespace {
/// Slices of x at indices, both of which differ over the batch. The batch is
/// merged with the dimension that the indices refer to.
class FlatBatch {
public:
  FlatBatch(int64_t dim, Operation *op, BatchContext &context)
      : dim(dim), op(op), context(context), builder(context.builder()),
        loc(op->getLoc()) {}

  /// Moves the batch before the dimension and merges both.
  Value flatten(BatchedValue x) {
    Value whole = context.arrange(x, dim, op);
    sizes = tensor::getMixedSizes(builder, loc, whole);
    width = sizes[dim + 1];
    SmallVector<OpFoldResult> flat(sizes);
    flat[dim] = multiply(flat[dim], width);
    flat.erase(flat.begin() + dim + 1);
    return reshape(whole, flat);
  }
  Value unflatten(Value flat) { return reshape(flat, sizes); }

  /// Adjusts the indices, which have the batch along dimension 0. Invalid
  /// indices stay invalid.
  Value place(BatchedValue indices, bool clamps);

private:
  Value reshape(Value value, ArrayRef<OpFoldResult> shape) {
    auto [numbers, values] = decomposeMixedValues(shape);
    return ReshapeOp::create(builder, loc, value, values, numbers);
  }
  OpFoldResult multiply(OpFoldResult a, OpFoldResult b) {
    auto x = getConstantIntValue(a), y = getConstantIntValue(b);
    if (x && y)
      return builder.getIndexAttr(*x * *y);
    return arith::MulIOp::create(
               builder, loc, getValueOrCreateConstantIndexOp(builder, loc, a),
               getValueOrCreateConstantIndexOp(builder, loc, b))
        .getResult();
  }

  int64_t dim;
  Operation *op;
  BatchContext &context;
  OpBuilder &builder;
  Location loc;
  SmallVector<OpFoldResult> sizes;
  OpFoldResult width;
};

Value FlatBatch::place(BatchedValue indices, bool clamps) {
  Value all = context.arrange(indices, 0, op);
  auto type = cast<RankedTensorType>(all.getType());
  Value extent = getValueOrCreateConstantIndexOp(builder, loc, width);
  AffineMap points = builder.getMultiDimIdentityMap(type.getRank());
  Spec spec;
  for (int64_t loop = 0; loop < type.getRank(); ++loop)
    spec.loops.push_back(Extent::dimension(0, loop));
  spec.inputs = {{0, points}, {1, points.getSliceMap(0, 0)}};
  spec.results.push_back({points, ScalarType::I64, ScalarType::I64});
  ScalarProgram &body = spec.body;
  Expr index = body.cast(body.input(*getScalarType(type.getElementType())),
                         ScalarType::I64);
  Expr count = body.input(ScalarType::I64);
  Expr zero = body.intConstant(0, ScalarType::I64);
  Expr isInside =
      body.apply(Primitive::And, {compare(Primitive::Ge, index, zero),
                                  compare(Primitive::Lt, index, count)});
  if (clamps)
    index = max(min(index, count - 1.0), 0.0);
  Expr placed = index + body.index(0) * count;
  body.yield(
      clamps ? placed
             : select(isInside, placed, body.intConstant(-1, ScalarType::I64)));
  return context.write(spec, {all, extent}, op).front();
}

/// Returns the slices of x along `dim` at `indices`, either of which may
/// differ.
BatchedValue gather(BatchedValue x, int64_t dim, BatchedValue indices,
                    OutOfBounds mode, Operation *op, BatchContext &context) {
  OpBuilder &builder = context.builder();
  Location loc = op->getLoc();
  if (x.axis && indices.axis) {
    FlatBatch flat(dim, op, context);
    Value whole = flat.flatten(x);
    Value places = flat.place(indices, mode == OutOfBounds::clamp);
    return {GatherOp::create(builder, loc, dim, mode, whole, places), dim};
  }
  int64_t rank = cast<RankedTensorType>(indices.value.getType()).getRank();
  int64_t axis =
      x.axis ? axisOfSlices(*x.axis, dim, rank) : dim + *indices.axis;
  if (x.axis)
    dim = besideAxis(dim, *x.axis);
  return {GatherOp::create(builder, loc, dim, mode, x.value, indices.value),
          axis};
}
} // namespace

LogicalResult GatherOp::batch(BatchContext &context) {
  context.set(getResult(),
              gather(context.lookup(getX()), getDim(),
                     context.lookup(getIndices()), getMode(), *this, context));
  return success();
}

/// The batch precedes the dimension in x, and so has the same position in the
/// updates.
LogicalResult ScatterOp::batch(BatchContext &context) {
  OpBuilder &builder = context.builder();
  int64_t dim = getDim();
  Value updates = context.get(getUpdates(), dim, *this);
  BatchedValue indices = context.lookup(getIndices());
  if (!indices.axis) {
    Value x = context.get(getX(), dim, *this);
    Value result = ScatterOp::create(builder, getLoc(), dim + 1, getMode(), x,
                                     indices.value, updates);
    context.set(getResult(), {result, dim});
    return success();
  }
  FlatBatch flat(dim, *this, context);
  Value x = flat.flatten(context.lookup(getX()));
  Value places = flat.place(indices, getMode() == WriteOutOfBounds::clamp);
  Value result =
      ScatterOp::create(builder, getLoc(), dim, getMode(), x, places, updates);
  context.set(getResult(), {flat.unflatten(result), dim});
  return success();
}

//===----------------------------------------------------------------------===//
// Slices at differing offsets
//===----------------------------------------------------------------------===//

namespace {
/// Returns `offset + stride * k` of each element, for k below `size`.
BatchedValue placesOf(BatchedValue offset, int64_t stride, OpFoldResult size,
                      Operation *op, BatchContext &context) {
  Builder builder(op->getContext());
  SmallVector<Value> operands{offset.value};
  std::optional<int64_t> number = getConstantIntValue(size);
  if (!number)
    operands.push_back(cast<Value>(size));
  Spec spec;
  spec.loops = {Extent::dimension(0, 0),
                number ? Extent::number(*number) : Extent::operand(1)};
  AffineMap points = builder.getMultiDimIdentityMap(2);
  spec.inputs.push_back({0, points.getSliceMap(0, 1)});
  spec.results.push_back({points, ScalarType::I64, ScalarType::I64});
  Expr first = spec.body.input(ScalarType::I64);
  Expr step =
      spec.body.index(1) * spec.body.intConstant(stride, ScalarType::I64);
  spec.body.yield(first + step);
  return {context.write(spec, operands, op).front(), 0};
}

/// Batches ag.slice. A dimension with a differing offset becomes a gather.
struct SliceBatching
    : BatchableOpInterface::ExternalModel<SliceBatching, SliceOp> {
  LogicalResult batch(Operation *op, BatchContext &context) const {
    auto slice = cast<SliceOp>(op);
    if (!context.isAnyBatched(slice.getOffsets()))
      return batchSpec(cast<StructuredOpInterface>(op), context);
    Builder builder(op->getContext());
    auto offsets =
        getMixedValues(slice.getStaticOffsets(), slice.getOffsets(), builder);
    auto shared = shareSizes(
        slice.getStaticSizes(), slice.getSizes(), op, context,
        ", not just where it begins (in Python write x[i + ag.arange(2)] for "
        "x[i:i + 2])");
    if (failed(shared))
      return failure();
    SmallVector<OpFoldResult> sizes = *shared;
    SmallVector<int64_t> strides(slice.getStrides());
    BatchedValue part = context.lookup(slice.getX());
    for (auto [dim, offset] : llvm::enumerate(offsets)) {
      auto value = dyn_cast<Value>(offset);
      if (!value)
        continue;
      BatchedValue own = context.lookup(value);
      offset = own.value;
      if (!own.axis)
        continue;
      part = gather(part, dim,
                    placesOf(own, strides[dim], sizes[dim], op, context),
                    OutOfBounds::error, op, context);
      offset = builder.getIndexAttr(0);
      strides[dim] = 1;
    }
    offsets.insert(offsets.begin() + *part.axis, builder.getIndexAttr(0));
    sizes = context.insertSize(sizes, *part.axis);
    strides.insert(strides.begin() + *part.axis, 1);
    Value rest = takePart(part.value, offsets, sizes, strides,
                          context.builder(), op->getLoc());
    context.set(slice.getResult(), {rest, part.axis});
    return success();
  }
};
} // namespace

void registerSliceBatching(MLIRContext &context) {
  SliceOp::attachInterface<SliceBatching>(context);
}

} // namespace ag
