//===- SteppedViews.cpp - views that take steps ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SteppedViews.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

static bool takesSteps(memref::SubViewOp view) {
  return !llvm::all_of(view.getMixedStrides(), [](OpFoldResult step) {
    return getConstantIntValue(step) == 1;
  });
}

void splitSteppedViews(ModuleOp module) {
  module.walk([](memref::SubViewOp view) {
    int64_t rank = view.getSourceType().getRank();
    if (view.getType().getRank() == rank || !takesSteps(view))
      return;
    OpBuilder builder(view);
    Value stepped = memref::SubViewOp::create(
        builder, view.getLoc(), view.getSource(), view.getMixedOffsets(),
        view.getMixedSizes(), view.getMixedStrides());
    SmallVector<OpFoldResult> zeros(rank, builder.getIndexAttr(0)),
        ones(rank, builder.getIndexAttr(1));
    auto dropped =
        memref::SubViewOp::create(builder, view.getLoc(), view.getType(),
                                  stepped, zeros, view.getMixedSizes(), ones);
    view.replaceAllUsesWith(dropped.getResult());
    view.erase();
  });
}

} // namespace ag
