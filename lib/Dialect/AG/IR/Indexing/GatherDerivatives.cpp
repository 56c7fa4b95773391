//===- GatherDerivatives.cpp - derivatives at indices ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reverse of a gather is a scatter at the same indices, and that of a
// scatter a gather. An invalid index has the same effect in both: a failure,
// the nearest position, or none. With the cotangent %g of
//
//   %y = ag.scatter set 0 clamp %x, %i, %u
//          : tensor<9x3xf32>, tensor<4xi32>, tensor<4x3xf32>
//
// the cotangents of %x and %u are
//
//   %x' = ag.scatter set 0 clamp %g, %i, (zeros like %u)
//   %u' = select %last, (ag.gather 0 clamp %g, %i), 0
//
// where %last has the updates that no later one replaces. It needs the indices
// only: they are scattered by their numbers, and gathered again.
//
//   %all = ag.scatter set 0 clamp (zeros of tensor<9xi64>), %i, [0, 1, 2, 3]
//   %last = (ag.gather 0 clamp %all, %i) == [0, 1, 2, 3], along the rows
//
// A max or min divides the cotangent of an element by the number of elements
// and updates that are equal to it:
//
//   %atX = %x == %y
//   %atU = %u == (ag.gather 0 clamp %y, %i)
//   %count = ag.scatter add 0 clamp (cast %atX), %i, (cast %atU)
//   %x' = select %atX, %g / %count, 0
//   %u' = select %atU, (ag.gather 0 clamp (%g / %count), %i), 0
//
// No element is equal to NaN, so the divisor is at least 1.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

static WriteOutOfBounds toWrite(OutOfBounds mode) {
  switch (mode) {
  case OutOfBounds::error:
    return WriteOutOfBounds::error;
  case OutOfBounds::clamp:
    return WriteOutOfBounds::clamp;
  case OutOfBounds::fill:
    return WriteOutOfBounds::drop;
  }
  llvm_unreachable("all modes are listed");
}

static OutOfBounds toRead(WriteOutOfBounds mode) {
  switch (mode) {
  case WriteOutOfBounds::error:
    return OutOfBounds::error;
  case WriteOutOfBounds::clamp:
    return OutOfBounds::clamp;
  case WriteOutOfBounds::drop:
    return OutOfBounds::fill;
  }
  llvm_unreachable("all modes are listed");
}

LogicalResult GatherOp::pullBack(PullbackContext &context) {
  auto addTo = [&](Value sums, Value updates) -> Value {
    return ScatterOp::create(context.builder(), getLoc(), getDim(),
                             toWrite(getMode()), sums, getIndices(), updates);
  };
  if (Value sums = context.take(getX(), *this)) {
    Value updates = context.get(getResult(), *this);
    context.add(getX(), {addTo(sums, context.toSum(updates, *this))});
    return success();
  }
  MovedCotangent cotangent(*this, context);
  cotangent.add(getX(), addTo(cotangent.makeGap(getX()), cotangent.value()));
  return success();
}

//===----------------------------------------------------------------------===//
// Ops at the indices of a scatter
//===----------------------------------------------------------------------===//

namespace {
class AtIndices {
public:
  AtIndices(ScatterOp op, DerivativeContext &context)
      : op(op), context(context), builder(context.builder()), loc(op.getLoc()) {
  }

  /// Returns the slices of `x` at the indices.
  Value gather(Value x) { return gather(op.getDim(), x); }
  Value scatter(ScatterKind kind, Value x, Value updates) {
    return scatter(kind, op.getDim(), x, updates);
  }
  /// Returns whether no later update replaces the element of an update, in the
  /// shape of `slices`, a result of gather(). Returns null if there is at most
  /// one index.
  Value findLast(Value slices);

private:
  Value gather(int64_t dim, Value x) {
    return GatherOp::create(builder, loc, dim, toRead(op.getMode()), x,
                            op.getIndices());
  }
  Value scatter(ScatterKind kind, int64_t dim, Value x, Value updates) {
    return ScatterOp::create(builder, loc, dim, op.getMode(), x,
                             op.getIndices(), updates, kind);
  }
  Value numberIndices();
  Value makeZeros(OpFoldResult size);
  Value spread(Value ofIndices, Value slices);

protected:
  ScatterOp op;
  DerivativeContext &context;
  OpBuilder &builder;
  Location loc;
};
} // namespace

/// Returns the number of each index, in their row-major order.
Value AtIndices::numberIndices() {
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, op.getIndices());
  OpFoldResult count = sizes.front();
  for (OpFoldResult size : ArrayRef(sizes).drop_front())
    count = getAsOpFoldResult(builder.createOrFold<arith::MulIOp>(
        loc, getValueOrCreateConstantIndexOp(builder, loc, count),
        getValueOrCreateConstantIndexOp(builder, loc, size)));
  auto [length, dynamicLength] = decomposeMixedValues(ArrayRef(count));
  Value numbers = IotaOp::create(builder, loc, 0, dynamicLength, length,
                                 builder.getI64Type());
  if (sizes.size() == 1)
    return numbers;
  auto [shape, dynamic] = decomposeMixedValues(sizes);
  return ReshapeOp::create(builder, loc, numbers, dynamic, shape);
}

Value AtIndices::makeZeros(OpFoldResult size) {
  auto type = RankedTensorType::get({}, builder.getI64Type());
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  auto [shape, dynamic] = decomposeMixedValues(ArrayRef(size));
  return BroadcastOp::create(builder, loc, zero, dynamic, ArrayRef<int64_t>(),
                             shape);
}

/// Returns the element of each index at all positions of its slice.
Value AtIndices::spread(Value ofIndices, Value slices) {
  ArrayRef<int64_t> own = op.getIndices().getType().getShape();
  int64_t dim = op.getDim();
  SmallVector<int64_t> shape, dims;
  SmallVector<Value> created;
  for (auto [number, size] :
       llvm::enumerate(tensor::getMixedSizes(builder, loc, slices)))
    if (int64_t(number) >= dim && number < dim + own.size()) {
      dims.push_back(number);
      shape.push_back(own[number - dim]);
    } else {
      dispatchIndexOpFoldResult(size, created, shape);
    }
  return BroadcastOp::create(builder, loc, ofIndices, created, dims, shape);
}

Value AtIndices::findLast(Value slices) {
  RankedTensorType type = op.getIndices().getType();
  if (type.hasStaticShape() && type.getNumElements() <= 1)
    return nullptr;
  Value numbers = numberIndices();
  Value none =
      makeZeros(tensor::getMixedSize(builder, loc, op.getX(), op.getDim()));
  Value last = gather(0, scatter(ScatterKind::set, 0, none, numbers));
  return spread(CompareOp::create(builder, loc, Predicate::eq, last, numbers),
                slices);
}

namespace {
/// The elements and updates that are equal to an extremum.
class Reached : public AtIndices {
public:
  Reached(ScatterOp op, DerivativeContext &context) : AtIndices(op, context) {
    Value y = op.getResult();
    ofX = areEqual(op.getX(), y);
    ofUpdates = areEqual(op.getUpdates(), gather(y));
    Type sum = getMLIRType(
        getAccumulatorType(*getScalarType(op.getType().getElementType())),
        op.getContext());
    count = scatter(ScatterKind::add, CastOp::create(builder, loc, ofX, sum),
                    CastOp::create(builder, loc, ofUpdates, sum));
  }

  /// Returns `slope`, which has the shape of the result, divided by the number
  /// of elements and updates that are equal to the extremum. Its elements have
  /// the result's type, or that of its sums.
  Value divide(Value slope) {
    count = withType(count, withElementsOf(count, slope.getType()), context);
    ScalarType type = *getScalarType(getElementTypeOrSelf(slope));
    ScalarType wide = getAccumulatorType(type);
    ScalarProgram program;
    Expr x = program.input(type), n = program.input(wide);
    n = max(n, program.constant(1.0, wide));
    program.yield(program.cast(program.cast(x, wide) / n, type));
    return writeElementwise(program, {slope, count}, context, op).front();
  }

  /// Returns `tangent` where `isReached`, elsewhere 0.
  Value choose(Value isReached, Value tangent) {
    ScalarType type = *getScalarType(op.getType().getElementType());
    ScalarProgram program;
    Expr chosen = program.input(ScalarType::I1), value = program.input(type);
    program.yield(select(chosen, value, program.constant(0.0, type)));
    return writeElementwise(program, {isReached, tangent}, context, op).front();
  }

  Value ofX, ofUpdates;

private:
  Value areEqual(Value a, Value b) {
    return CompareOp::create(builder, loc, Predicate::eq, a,
                             withType(b, a.getType(), context));
  }

  Value count;
};
} // namespace

//===----------------------------------------------------------------------===//
// Scatter
//===----------------------------------------------------------------------===//

static void pullBackExtremum(ScatterOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  Reached reached(op, context);
  Value share = reached.divide(cotangent.value());
  if (context.isActive(op.getUpdates()))
    cotangent.add(op.getUpdates(), reached.gather(share), reached.ofUpdates);
  if (context.isActive(op.getX()))
    cotangent.add(op.getX(), share, reached.ofX);
}

LogicalResult ScatterOp::pullBack(PullbackContext &context) {
  // The cotangents of updates that are dropped are 0.
  if (getMode() == WriteOutOfBounds::drop && context.isActive(getUpdates()))
    context.noteGaps();
  if (!isLinear()) {
    pullBackExtremum(*this, context);
    return success();
  }
  MovedCotangent cotangent(*this, context);
  AtIndices at(*this, context);
  bool isSet = getKind() == ScatterKind::set;
  if (context.isActive(getUpdates())) {
    Value slices = at.gather(cotangent.value());
    cotangent.add(getUpdates(), slices, isSet ? at.findLast(slices) : Value());
  }
  if (!isSet)
    cotangent.add(getX(), cotangent.value());
  else if (context.isActive(getX()))
    cotangent.add(getX(), at.scatter(ScatterKind::set, cotangent.value(),
                                     cotangent.makeGap(getUpdates())));
  return success();
}

/// Sets the tangent of an extremum: the mean of those of the elements and
/// updates that are equal to it.
static void pushForwardExtremum(ScatterOp op, PushforwardContext &context) {
  Value ofX = context.lookup(op.getX());
  Value ofUpdates = context.lookup(op.getUpdates());
  if (!ofX && !ofUpdates)
    return;
  Reached reached(op, context);
  Value sum =
      ofX ? reached.choose(reached.ofX, ofX) : context.zerosLike(op.getX(), op);
  if (ofUpdates)
    sum = reached.scatter(ScatterKind::add, sum,
                          reached.choose(reached.ofUpdates, ofUpdates));
  context.set(op.getResult(),
              withType(reached.divide(sum), op.getType(), context));
}

LogicalResult ScatterOp::pushForward(PushforwardContext &context) {
  if (!isLinear()) {
    pushForwardExtremum(*this, context);
    return success();
  }
  Value x = context.lookup(getX());
  if (getKind() == ScatterKind::set || !x || context.lookup(getUpdates()))
    return pushForwardLinear(*this, context);
  context.set(getResult(), withType(x, getType(), context));
  return success();
}

} // namespace ag
