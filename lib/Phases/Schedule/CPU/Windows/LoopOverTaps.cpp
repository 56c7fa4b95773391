//===- LoopOverTaps.cpp - loops over plain ops for ops with windows -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops with windows are split into plain ops for the later passes, which
// only know these? All ops with an index of several loops, or of a multiple of
// a loop, whatever they compute. Windows.cpp chooses the loops around them,
// Taps.cpp emits the plain ops, and Borders.cpp handles padding.
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/Taps.h"
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
#define GEN_PASS_DEF_LOOPOVERTAPSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks loopOverTapsRemarks("ag-loop-over-taps");

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
  std::optional<WindowLoops> loops = chooseTaps(generic, reason);
  if (!loops) {
    loopOverTapsRemarks.missed(generic, "taps")
        << remark::add("its windows stay in it")
        << remark::reason("{0}", reason);
    return failure();
  }
  Taps taps(generic, *loops, speed);
  loopOverTapsRemarks.passed(generic, "taps")
      << remark::add("becomes a plain op on slices, for {0} of its taps",
                     taps.countUnrolled() > 1
                         ? std::to_string(taps.countUnrolled())
                         : "each")
      << remark::metric("joined", taps.countUnrolled())
      << remark::metric("borders", taps.countBorders())
      << remark::metric("block", taps.getBlock());
  Operation *replaced = taps.getReplaced();
  rewriter.setInsertionPoint(replaced);
  SmallVector<Value> values = taps.emit(rewriter);
  rewriter.replaceOp(replaced, values);
  // Barriers that wait for the unsliced result wait for the slice instead.
  if (replaced != generic)
    rewriter.replaceOp(generic, values);
  return success();
}

struct LoopOverTapsPass
    : WithModels<impl::LoopOverTapsPassBase<LoopOverTapsPass>> {
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
