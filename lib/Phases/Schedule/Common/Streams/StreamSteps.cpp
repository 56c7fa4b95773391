//===- StreamSteps.cpp - parts of dimensions in a step --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/StreamSteps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {

void StreamSteps::setSize(unsigned dimension, OpFoldResult size) {
  Builder builder(size.getContext());
  sizes[dimension] = size;
  steps[dimension] = {{builder.getIndexAttr(0), size}, false};
  wholes.insert(dimension);
}

void StreamSteps::setStep(unsigned dimension, StreamStep step) {
  steps[dimension] = step;
  wholes.erase(dimension);
}

const StreamStep &StreamSteps::getStepOf(unsigned loop) const {
  return steps.at(table.loops().dimensionOf(loop));
}

bool StreamSteps::isSingle(unsigned loop) const {
  auto step = steps.find(table.loops().dimensionOf(loop));
  return step != steps.end() && step->second.isSingle;
}

SmallVector<unsigned> StreamSteps::orderLoops(ArrayRef<unsigned> loops) const {
  SmallVector<unsigned> ordered;
  for (unsigned loop : loops)
    if (!isSingle(loop))
      ordered.push_back(loop);
  auto rankOf = [&](unsigned loop) {
    const auto *place = llvm::find(order, table.loops().dimensionOf(loop));
    return std::make_pair(place - order.begin(), loop);
  };
  llvm::sort(ordered,
             [&](unsigned a, unsigned b) { return rankOf(a) < rankOf(b); });
  return ordered;
}

SmallVector<OpFoldResult>
StreamSteps::getSizes(ArrayRef<unsigned> loops) const {
  return llvm::map_to_vector(
      loops, [&](unsigned loop) { return getStepOf(loop).tile.size; });
}

Value StreamSteps::makeIndex(OpBuilder &builder, Location loc, unsigned loop,
                             ArrayRef<unsigned> loops) const {
  const StreamStep &step = getStepOf(loop);
  const auto *place = llvm::find(loops, loop);
  Value offset =
      getValueOrCreateConstantIndexOp(builder, loc, step.tile.offset);
  if (step.isSingle)
    return offset;
  if (place == loops.end())
    return nullptr;
  Value index = linalg::IndexOp::create(builder, loc,
                                        std::distance(loops.begin(), place));
  return builder.createOrFold<arith::AddIOp>(loc, index, offset);
}

Value StreamSteps::makeSize(OpBuilder &builder, Location loc,
                            unsigned dimension) const {
  auto whole = sizes.find(dimension);
  return whole == sizes.end()
             ? Value()
             : getValueOrCreateConstantIndexOp(builder, loc, whole->second);
}

} // namespace ag
