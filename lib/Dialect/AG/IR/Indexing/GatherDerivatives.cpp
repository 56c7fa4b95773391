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
// only: their numbers are scattered, and gathered again.
//
//   %all = ag.scatter max 0 clamp (zeros of tensor<9xi64>), %i, [0, 1, 2, 3]
//   %last = (ag.gather 0 clamp %all, %i) == [0, 1, 2, 3], along the rows
//
// A max or min divides the cotangent of an element by the number of elements
// and updates that are equal to it. All elements that are not at an index keep
// theirs:
//
//   %z = ag.gather 0 clamp %y, %i
//   %atX = (ag.gather 0 clamp %x, %i) == %z
//   %atU = %u == %z
//   %sum = ag.scatter add 0 clamp (zeros like %x), %i, %atU
//   %count = %atX + (ag.gather 0 clamp %sum, %i)
//   %part = (ag.gather 0 clamp %g, %i) / %count
//   %x' = ag.scatter set 0 clamp %g, %i, (select %atX, %part, 0)
//   %u' = select %atU, %part, 0
//
// No element is equal to NaN, so the divisor is at least 1.
//
//===----------------------------------------------------------------------===//
#include "Indexing/EqualIndices.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
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
// Extrema
//===----------------------------------------------------------------------===//

namespace {
/// The elements at the indices, and the updates, that are equal to an extremum.
class Reached : public AtIndices {
public:
  Reached(ScatterOp op, Value shaped, DerivativeContext &context)
      : AtIndices(op, shaped, context) {
    Value y = gather(op.getResult());
    ofX = areEqual(gather(op.getX()), y);
    ofUpdates = areEqual(op.getUpdates(), y);
    Type element = getMLIRType(
        getAccumulatorType(*getScalarType(op.getType().getElementType())),
        op.getContext());
    Value ofEqual =
        sum(toSlices(CastOp::create(builder, loc, ofUpdates, element)));
    count = AddOp::create(builder, loc,
                          CastOp::create(builder, loc, ofX, element), ofEqual);
  }

  /// Returns `slopes`, which have the shape of the slices at the indices,
  /// divided by the number of elements and updates that are equal to the
  /// extremum. Their elements have the result's type, or that of its sums.
  Value divide(Value slopes) {
    Value number =
        withType(count, withElementsOf(count, slopes.getType()), context);
    ScalarType type = *getScalarType(getElementTypeOrSelf(slopes));
    ScalarType wide = getAccumulatorType(type);
    ScalarProgram program;
    Expr x = program.input(type), n = program.input(wide);
    n = max(n, program.constant(1.0, wide));
    program.yield(program.cast(program.cast(x, wide) / n, type));
    return writeElementwise(program, {slopes, number}, context, op).front();
  }

  /// Gives `updates` the static sizes of slices at the indices.
  Value toSlices(Value updates) {
    return withType(updates, withElementsOf(updates, ofX.getType()), context);
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
  Reached reached(op, cotangent.value(), context);
  Value share = reached.divide(reached.gather(cotangent.value()));
  if (context.isActive(op.getUpdates()))
    cotangent.add(op.getUpdates(), share, reached.ofUpdates);
  if (!context.isActive(op.getX()))
    return;
  context.noteGaps();
  cotangent.add(op.getX(), reached.scatter(ScatterKind::set, cotangent.value(),
                                           reached.choose(reached.ofX, share)));
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
  AtIndices at(*this, cotangent.value(), context);
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
  if (!ofX)
    ofX = context.zerosLike(op.getX(), op);
  Reached reached(op, ofX, context);
  Value sum = reached.choose(reached.ofX, reached.gather(ofX));
  if (ofUpdates) {
    Value chosen = reached.choose(reached.ofUpdates, ofUpdates);
    sum = AddOp::create(context.builder(), op.getLoc(), sum,
                        reached.sum(reached.toSlices(chosen)));
  }
  Value tangent = reached.scatter(ScatterKind::set, ofX, reached.divide(sum));
  context.set(op.getResult(), withType(tangent, op.getType(), context));
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
