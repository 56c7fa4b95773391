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
#include "ag/Phases/Common/LoopNest.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

SmallVector<Value> WindowOffsets::emitBlocks(OpBuilder &builder,
                                             const WindowOffset &windowOffset,
                                             Value start) {
  Location loc = op.getLoc();
  unsigned loop = plan.blocks.loop;
  int64_t size = plan.blocks.size;
  auto fill = start.getDefiningOp<linalg::FillOp>();
  return buildLoop(
      builder, loc, LoopKind::Parallel, builder.getIndexAttr(0), extents[loop],
      size, fill ? fill.getOutputs().front() : start,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        WindowOffset own(windowOffset);
        own.begin[loop] = place;
        own.size[loop] = nested.getIndexAttr(size);
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
