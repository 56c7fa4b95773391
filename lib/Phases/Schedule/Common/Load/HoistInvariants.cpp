//===- HoistInvariants.cpp - hoist loop-invariant ops ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Moves loop-invariant ops in front of their loops if they may run even when
// the loop has no iteration. Weights that are packed in a loop are thus packed
// when they are loaded. An op whose tiles are equal in all iterations of its
// group's loop is no longer computed with the group.
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupMarks.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_HOISTINVARIANTSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks hoistInvariantsRemarks("ag-hoist-invariants");

namespace {
/// Returns true if `op` can run even when the loop around it has no iteration.
/// Its sizes are static, and it reads no element by an index that may be out of
/// bounds.
bool canRunAlways(Operation *op) {
  bool isKnown = isa<linalg::LinalgOp, tensor::EmptyOp, tensor::ExpandShapeOp,
                     tensor::CollapseShapeOp, arith::ConstantOp>(op);
  bool hasSizes = llvm::all_of(op->getResultTypes(), [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return !tensor || tensor.hasStaticShape();
  });
  return isKnown && hasSizes && isMemoryEffectFree(op) &&
         isSpeculatableOp(op) && !op->walk([](tensor::ExtractOp) {
                                      return WalkResult::interrupt();
                                    }).wasInterrupted();
}

struct HoistInvariantsPass
    : WithModels<impl::HoistInvariantsPassBase<HoistInvariantsPass>> {
  void runOnOperation() override {
    size_t moved = 0;
    std::optional<int64_t> freeGroup;
    Builder builder(&getContext());
    getOperation().walk([&](LoopLikeOpInterface loop) {
      moved += moveLoopInvariantCode(
          loop.getLoopRegions(),
          [&](Value value, Region *) {
            return loop.isDefinedOutsideOfLoop(value);
          },
          [](Operation *op, Region *) { return canRunAlways(op); },
          [&](Operation *op, Region *) {
            if (isa<linalg::LinalgOp>(op) && !isa<linalg::FillOp>(op))
              hoistInvariantsRemarks.passed(op, "hoist")
                  << remark::add("is computed once, in front of the loop");
            if (op->hasAttr(groupMarkName) && areOneGroup(op, loop)) {
              if (!freeGroup)
                freeGroup = findFreeGroup(getOperation());
              op->setAttr(groupMarkName,
                          builder.getI64IntegerAttr((*freeGroup)--));
            }
            loop.moveOutOfLoop(op);
          });
    });
    if (moved == 0)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
