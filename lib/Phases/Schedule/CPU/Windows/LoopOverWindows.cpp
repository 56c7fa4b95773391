//===- LoopOverWindows.cpp - loops over plain ops for ops with windows ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops with windows are split into plain ops for the later passes, which
// only know these? All ops with an index of several loops, or of a multiple of
// a loop, whatever they compute. WindowLoops.cpp chooses the loops around them,
// and WindowPlan.cpp how many of these remain. WindowOffsets.cpp emits the
// plain ops, and Padding.cpp handles padding.
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowOffsets.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_LOOPOVERWINDOWSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks loopOverWindowsRemarks("ag-loop-over-windows");

namespace {
/// Returns true if the op has windows, and elements to compute.
bool isCandidate(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() && hasWindows(op) &&
         !llvm::is_contained(op.getStaticLoopRanges(), 0);
}

LogicalResult takeApart(IRRewriter &rewriter, linalg::LinalgOp op,
                        const Speed &speed) {
  rewriter.setInsertionPoint(op);
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!generic) {
    FailureOr<linalg::GenericOp> made = linalg::generalizeNamedOp(rewriter, op);
    if (failed(made))
      return failure();
    generic = *made;
  }
  StringRef reason;
  std::optional<WindowLoops> loops = chooseWindowLoops(generic, reason);
  if (!loops) {
    loopOverWindowsRemarks.missed(generic, "windows")
        << remark::add("its windows stay in it")
        << remark::reason("{0}", reason);
    return failure();
  }
  Padding padding(generic, *loops);
  WindowPlan plan = planWindows(generic, *loops, padding, speed);
  loopOverWindowsRemarks.passed(generic, "windows")
      << remark::add(
             "becomes a plain op on slices, for {0} of its window offsets",
             plan.unrolled > 1 ? std::to_string(plan.unrolled) : "each")
      << remark::metric("joined", plan.unrolled)
      << remark::metric("padded", padding.countPads())
      << remark::metric("block", plan.blocks.size);
  // Replaces the slice if it is the only reader of the op's result.
  tensor::ExtractSliceOp part = padding.getPart();
  Operation *replaced = part ? part.getOperation() : generic.getOperation();
  rewriter.setInsertionPoint(replaced);
  SmallVector<Value> values =
      emitWindowOffsets(rewriter, generic, *loops, plan, padding);
  rewriter.replaceOp(replaced, values);
  // Barriers that wait for the unsliced result wait for the slice instead.
  if (replaced != generic)
    rewriter.replaceOp(generic, values);
  return success();
}

struct LoopOverWindowsPass
    : WithModels<impl::LoopOverWindowsPassBase<LoopOverWindowsPass>> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (isCandidate(op))
        ops.push_back(op);
    });
    if (ops.empty())
      return markAllAnalysesPreserved();
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    Speed speed = getSpeed(*machine);
    GroupMarker marker;
    IRRewriter rewriter(&getContext(), &marker);
    for (linalg::LinalgOp op : ops) {
      marker.follow(op);
      (void)takeApart(rewriter, op, speed);
    }
  }
};
} // namespace
} // namespace ag
