//===- WindowOffsetsBlocks.cpp - window offsets of one block --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How often does a result come from L3 or memory while window offsets add to
// it? Once, if all offsets add to a block of it that L2 holds before they add
// to the next block:
//
//   for n in blocks of images
//     fill y(n block)
//     for u, for v
//       y(n block, h, w, o) += x(n block, h + u, w + v, i) * f(u, v, i, o)
//
// Blocks divide the result's outermost loop, which must not be part of a
// window. Threads share the blocks.
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Windows/WindowOffsets.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Phases/Common/LoopNest.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the loop that indexes the result's first dimension.
unsigned WindowOffsets::getBlockedLoop() {
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  return cast<AffineDimExpr>(result.getResults().front()).getPosition();
}

/// Returns true if the loop indexes each operand plainly or not at all.
static bool isPlain(linalg::GenericOp op, unsigned loop) {
  return llvm::all_of(op.getIndexingMapsArray(), [&](AffineMap map) {
    return llvm::all_of(map.getResults(), [&](AffineExpr place) {
      return isa<AffineDimExpr>(place) || !place.isFunctionOfDim(loop);
    });
  });
}

/// Returns the largest number of positions that divides the loop and whose
/// results take at most half of L2. A single position may take all of L2.
/// Returns 0 if the results of the unsplit loop fit, or if those of one
/// position do not.
int64_t WindowOffsets::chooseBlock(const Speed &speed) {
  if (op.getNumResults() != 1 || loops.windowOffsets.empty() || isJoined() ||
      padding.areSplit() || padding.getPart() ||
      isWrittenOnce(op.getDpsInitOperand(0)))
    return 0;
  OpOperand &init = *op.getDpsInitOperand(0);
  auto type = cast<RankedTensorType>(init.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&init);
  if (!type.hasStaticShape() || type.getRank() < 2 ||
      !isa<AffineDimExpr>(map.getResults().front()))
    return 0;
  unsigned loop = getBlockedLoop();
  int64_t extent = type.getDimSize(0);
  if (loops.isWindowOffset(loop) || !isPlain(op, loop) ||
      getGatheredStride(init) != 1 || findGroups(loops.windowOffsets.size()))
    return 0;
  int64_t ofPlace = type.getNumElements() / std::max<int64_t>(1, extent) *
                    llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  int64_t most = getTileBytes(speed) / std::max<int64_t>(1, ofPlace);
  if (most == 0)
    most = ofPlace <= speed.block.tiles;
  if (most >= extent)
    return 0;
  while (most > 1 && extent % most != 0)
    --most;
  return most;
}

SmallVector<Value> WindowOffsets::emitBlocks(OpBuilder &builder,
                                             const WindowOffset &windowOffset,
                                             Value start) {
  Location loc = op.getLoc();
  unsigned loop = getBlockedLoop();
  auto fill = start.getDefiningOp<linalg::FillOp>();
  return buildLoop(
      builder, loc, LoopKind::Parallel, builder.getIndexAttr(0), extents[loop],
      block, fill ? fill.getOutputs().front() : start,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        WindowOffset own(windowOffset);
        own.begin[loop] = place;
        own.size[loop] = nested.getIndexAttr(block);
        Value onto = inner.front();
        if (fill) {
          SmallVector<OpFoldResult> sizes = getSizes(nested, loc, start);
          SmallVector<OpFoldResult> offsets(sizes.size(),
                                            nested.getIndexAttr(0)),
              strides(sizes.size(), nested.getIndexAttr(1));
          offsets.front() = place;
          sizes.front() = own.size[loop];
          Value part = tensor::ExtractSliceOp::create(nested, loc, onto,
                                                      offsets, sizes, strides);
          part = linalg::FillOp::create(nested, loc, fill.value(), part)
                     .getResult(0);
          onto = tensor::InsertSliceOp::create(nested, loc, part, onto, offsets,
                                               sizes, strides);
        }
        SmallVector<Value> values = emitLoops(nested, 0, own, onto);
        return SmallVector<Value>{
            bufferization::MaterializeInDestinationOp::create(
                nested, loc, values.front(), inner.front())
                .getResult()};
      });
}

} // namespace ag
