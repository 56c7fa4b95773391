//===- NestIteration.cpp - tiles of one iteration of a nest ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestIteration.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

Value NestPart::extract(OpBuilder &builder, Location loc, Value whole) const {
  if (isAll)
    return whole;
  return tensor::ExtractSliceOp::create(builder, loc, whole, offsets, sizes,
                                        strides);
}

Value NestPart::insert(OpBuilder &builder, Location loc, Value tile,
                       Value whole) const {
  if (isAll)
    return tile;
  return tensor::InsertSliceOp::create(builder, loc, tile, whole, offsets,
                                       sizes, strides);
}

LoopTile NestIteration::findSteps(unsigned level) const {
  if (!plan.loopRanges.empty() && plan.loopRanges[level])
    return ranges[*plan.loopRanges[level]];
  return {builder.getIndexAttr(0), extents[level]};
}

/// Finds the ranges that depend on the indices of exactly the loops entered.
void NestIteration::findRanges() {
  Location loc = plan.ops.back().getOp()->getLoc();
  ranges.resize(plan.ranges.size());
  for (auto [number, range] : llvm::enumerate(plan.ranges))
    if (range.depth == steps.size())
      ranges[number] = applyRange(builder, loc, range, extents, steps);
}

NestPart NestIteration::partOf(Value whole, AffineMap map, const NestedOp &op,
                               unsigned from) const {
  NestPart part;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    std::optional<unsigned> shared =
        loop ? op.loops[loop.getPosition()] : std::nullopt;
    bool isMoved = shared && *shared >= from && *shared < steps.size();
    part.isAll &= !isMoved;
    part.offsets.push_back(isMoved ? steps[*shared].offset
                                   : builder.getIndexAttr(0));
    part.sizes.push_back(
        isMoved ? steps[*shared].size
                : tensor::getMixedSize(builder, whole.getLoc(), whole, dim));
  }
  part.strides.assign(part.offsets.size(), builder.getIndexAttr(1));
  return part;
}

NestPart NestIteration::tileOf(Value whole, AffineMap map, const NestedOp &op,
                               unsigned from, Value made) const {
  NestPart part = partOf(whole, map, op, from);
  const NestedOp *producer = made ? ops.find(made) : nullptr;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    std::optional<unsigned> range = op.getRange(place);
    if (!range || (producer && producer->getRange(made, dim)))
      continue;
    const auto &[offset, size] = ranges[*range];
    part.isAll &= isZeroInteger(offset) && size == part.sizes[dim];
    part.offsets[dim] = offset;
    part.sizes[dim] = size;
  }
  return part;
}

SmallVector<std::optional<LoopTile>>
NestIteration::getTiles(const NestedOp &op) const {
  SmallVector<std::optional<LoopTile>> tiles(op.loops.size());
  for (auto [number, loop] : llvm::enumerate(op.loops)) {
    if (loop && *loop < op.depth)
      tiles[number] = steps[*loop];
    else if (!op.ranges.empty() && op.ranges[number])
      tiles[number] = ranges[*op.ranges[number]];
  }
  return tiles;
}

} // namespace ag
