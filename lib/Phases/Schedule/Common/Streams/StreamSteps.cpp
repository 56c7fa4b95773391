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
  steps[dimension] = {builder.getIndexAttr(0), size};
  wholes.insert(dimension);
}

void StreamSteps::setStep(unsigned dimension, LoopTile step) {
  steps[dimension] = step;
  wholes.erase(dimension);
}

const LoopTile &StreamSteps::getStepOf(unsigned loop) const {
  return steps.at(table.loops().dimensionOf(loop));
}

bool StreamSteps::isSingle(unsigned loop) const {
  return order.isSingle(table.loops().dimensionOf(loop));
}

SmallVector<OpFoldResult>
StreamSteps::getSizes(ArrayRef<unsigned> loops) const {
  return llvm::map_to_vector(
      loops, [&](unsigned loop) { return getStepOf(loop).size; });
}

Value StreamSteps::makeIndex(OpBuilder &builder, Location loc, unsigned loop,
                             ArrayRef<unsigned> loops) const {
  const LoopTile &step = getStepOf(loop);
  const auto *place = llvm::find(loops, loop);
  Value offset = getValueOrCreateConstantIndexOp(builder, loc, step.offset);
  if (isSingle(loop))
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
