//===- HoistViews.cpp - addresses computed once ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_HOISTVIEWSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

namespace {
/// Returns true if `op` is a view, or a pure op that only computes operands of
/// views.
bool makesView(Operation *op) {
  return isPureOp(op) && op->getNumRegions() == 0 &&
         (isa<memref::ViewOp>(op) ||
          (!op->use_empty() && llvm::all_of(op->getUsers(), makesView)));
}

struct HoistViewsPass : WithModels<impl::HoistViewsPassBase<HoistViewsPass>> {
  void runOnOperation() override {
    DenseSet<Operation *> loops;
    getOperation().walk([&](memref::ViewOp view) {
      auto loop = view->getParentOfType<LoopLikeOpInterface>();
      while (loop && loops.insert(loop).second)
        loop = loop->getParentOfType<LoopLikeOpInterface>();
    });
    getOperation().walk([&](LoopLikeOpInterface loop) {
      if (!loops.contains(loop))
        return;
      moveLoopInvariantCode(
          loop.getLoopRegions(),
          [&](Value value, Region *) {
            return loop.isDefinedOutsideOfLoop(value);
          },
          [](Operation *op, Region *) { return makesView(op); },
          [&](Operation *op, Region *) { loop.moveOutOfLoop(op); });
    });
  }
};
} // namespace
} // namespace ag
