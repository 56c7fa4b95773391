//===- GatherDerivatives.cpp - derivatives at indices ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The reverse of a gather is a scatter at the same indices, and that of a
// scatter a gather. An invalid index has the same effect in both: a failure,
// the nearest position, or none.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"

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

LogicalResult ScatterOp::pullBack(PullbackContext &context) {
  MovedCotangent cotangent(*this, context);
  if (context.isActive(getUpdates()))
    cotangent.add(getUpdates(),
                  GatherOp::create(context.builder(), getLoc(), getDim(),
                                   toRead(getMode()), cotangent.value(),
                                   getIndices()));
  cotangent.add(getX(), cotangent.value());
  return success();
}

LogicalResult ScatterOp::pushForward(PushforwardContext &context) {
  Value x = context.lookup(getX());
  if (!x || context.lookup(getUpdates()))
    return pushForwardLinear(*this, context);
  context.set(getResult(), withType(x, getType(), context));
  return success();
}

} // namespace ag
