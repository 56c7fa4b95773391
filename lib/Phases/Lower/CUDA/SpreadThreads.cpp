//===- SpreadThreads.cpp - an element for each thread ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which thread of a block computes which element of an op?
//
// Elements are counted in row-major order: of blockThreads threads, thread t
// computes t, t + blockThreads, and so on, so that neighbours read and write
// neighbouring elements. Ops that reduce are ThreadSums.h's.
//
//===----------------------------------------------------------------------===//
#include "ThreadSums.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SPREADTHREADSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Replaces `op` by a loop over the elements of this thread.
LogicalResult spread(linalg::LinalgOp op, IRRewriter &rewriter) {
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  auto tileable = cast<TilingInterface>(op.getOperation());
  SmallVector<Value> sizes;
  Value count = arith::ConstantIndexOp::create(rewriter, loc, 1);
  for (const Range &range : tileable.getIterationDomain(rewriter)) {
    sizes.push_back(getValueOrCreateConstantIndexOp(rewriter, loc, range.size));
    count = arith::MulIOp::create(rewriter, loc, count, sizes.back());
  }
  Value thread = gpu::ThreadIdOp::create(rewriter, loc, gpu::Dimension::x);
  Value step = arith::ConstantIndexOp::create(rewriter, loc, blockThreads);
  auto loop = scf::ForOp::create(rewriter, loc, thread, count, step);
  rewriter.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> at;
  if (sizes.size() == 1)
    at.push_back(loop.getInductionVar());
  else if (!sizes.empty())
    llvm::append_range(
        at, affine::AffineDelinearizeIndexOp::create(
                rewriter, loc, loop.getInductionVar(), getAsOpFoldResult(sizes))
                .getResults());
  if (failed(tileable.generateScalarImplementation(rewriter, loc, at)))
    return op.emitError("has no code for one element");
  rewriter.eraseOp(op);
  return success();
}

/// Lets the threads of a block wait for what others wrote, or are to read. In a
/// loop or branch, which all threads enter alike, they wait behind the op, too,
/// as the next may stand in front of it.
void placeBarriers(linalg::LinalgOp op, IRRewriter &rewriter) {
  bool isInside = !isa<gpu::GPUFuncOp>(op->getParentOp());
  bool isFirst =
      !isInside &&
      llvm::none_of(
          llvm::make_range(op->getBlock()->begin(), op->getIterator()),
          [](Operation &before) {
            return before.getNumRegions() > 0 ||
                   isa<gpu::BarrierOp, memref::LoadOp>(before);
          });
  rewriter.setInsertionPoint(op);
  if (!isFirst)
    gpu::BarrierOp::create(rewriter, op.getLoc());
  rewriter.setInsertionPointAfter(op);
  if (isInside)
    gpu::BarrierOp::create(rewriter, op.getLoc());
}

struct SpreadThreadsPass : impl::SpreadThreadsPassBase<SpreadThreadsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>()) {
      SmallVector<linalg::LinalgOp> ops;
      kernel.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
      for (linalg::LinalgOp op : ops) {
        placeBarriers(op, rewriter);
        if (failed(op.getNumReductionLoops() > 0
                       ? reduceByThreads(rewriter, kernel, op)
                       : spread(op, rewriter)))
          return signalPassFailure();
      }
    }
  }
};
} // namespace
} // namespace ag
