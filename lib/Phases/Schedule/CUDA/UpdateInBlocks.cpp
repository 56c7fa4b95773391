//===- UpdateInBlocks.cpp - writes at positions that elements determine ---===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops does each block run? Updates of a tensor (Updates.h), and ops that
// read or write at positions from elements, which are clamped (PlaceClamps.h).
//
//===----------------------------------------------------------------------===//
#include "LoopsToColumns.h"
#include "PlaceClamps.h"
#include "UpdateColumns.h"
#include "Updates.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/WorkFormulas.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_UPDATEINBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks updateInBlocksRemarks("ag-update-in-blocks");

/// Copies a slice whose position depends on elements into a tensor of its own.
/// If its size depends on elements too, it is not copied, and only its direct
/// readers can run.
static void copySlice(tensor::ExtractSliceOp op, const ElementValues &elements,
                      RewriterBase &rewriter) {
  if (elements.contains(op.getSizes()))
    return;
  rewriter.setInsertionPointAfter(op);
  Location loc = op.getLoc();
  RankedTensorType type = op.getType();
  SmallVector<OpFoldResult> sizes;
  llvm::SmallBitVector dropped = op.getDroppedDims();
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes()))
    if (!dropped[dim])
      sizes.push_back(size);
  Value empty =
      tensor::EmptyOp::create(rewriter, loc, sizes, type.getElementType());
  if (empty.getType() != type)
    empty = tensor::CastOp::create(rewriter, loc, type, empty);
  auto copy = linalg::CopyOp::create(rewriter, loc, op.getResult(), empty);
  rewriter.replaceAllUsesExcept(op.getResult(), copy.getResult(0), copy);
}

/// Returns true if a size of the tensor is known to be 0, by its type or by its
/// type before a cast.
static bool isEmpty(Value tensor, RewriterBase &rewriter) {
  while (auto cast = tensor.getDefiningOp<tensor::CastOp>())
    tensor = cast.getSource();
  return llvm::any_of(tensor::getMixedSizes(rewriter, tensor.getLoc(), tensor),
                      [](OpFoldResult size) { return isZeroInteger(size); });
}

namespace {
struct UpdateInBlocksPass
    : WithModels<impl::UpdateInBlocksPassBase<UpdateInBlocksPass>> {
  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    ElementValues elements(getOperation());
    IRRewriter rewriter(&getContext(), &elements);
    if (failed(updateAll(getOperation().getBody().front(), elements, rewriter)))
      return signalPassFailure();
  }

private:
  static void runAsUpdate(Operation *op, Value target,
                          const ElementValues &elements,
                          RewriterBase &rewriter) {
    // An empty tensor cannot be written to.
    rewriter.setInsertionPoint(op);
    if (isEmpty(target, rewriter))
      return rewriter.replaceOp(op, target);
    LoopWork work = WorkFormulas(op->getParentOfType<func::FuncOp>()).of(op);
    op = makeColumnsOfLoops(rewriter, op, elements);
    if (scf::ForallOp shared = shareColumns(rewriter, op, target, elements)) {
      writeLoopWork(shared, work);
      updateInBlocksRemarks.passed(shared, "blocks")
          << remark::add("is done by blocks of {0} threads, each on columns of "
                         "its own, as elements say where it writes, or "
                         "iterations follow each other",
                         blockThreads);
      return;
    }
    BlockOp done = runInBlock(rewriter, op, target, target);
    writeLoopWork(done.loop, work);
    updateInBlocksRemarks.passed(done.loop, "blocks")
        << remark::add("is done by one block of {0} threads, as elements say "
                       "where it writes, or iterations follow each other",
                       blockThreads);
  }

  /// Visits the ops of a block of the host, and of those in it.
  static LogicalResult updateAll(Block &block, ElementValues &elements,
                                 RewriterBase &rewriter) {
    SmallVector<Operation *> ops;
    for (Operation &op : block)
      ops.push_back(&op);
    return success(llvm::all_of(ops, [&](Operation *op) {
      return succeeded(update(op, elements, rewriter));
    }));
  }

  static LogicalResult update(Operation *op, ElementValues &elements,
                              RewriterBase &rewriter) {
    if (op->getNumRegions() > 0) {
      if (Value target = findUpdated(op)) {
        runAsUpdate(op, target, elements, rewriter);
        return success();
      }
      if (!isa<RegionBranchOpInterface>(op) || isOverBlocks(op))
        return success();
      return success(llvm::all_of(op->getRegions(), [&](Region &region) {
        return llvm::all_of(region, [&](Block &block) {
          return succeeded(updateAll(block, elements, rewriter));
        });
      }));
    }
    // The host knows the positions of other slices.
    bool followsElements = elements.contains(op->getOperands());
    if (failed(PlaceClamps(elements, rewriter).clamp(op)))
      return failure();
    auto slice = dyn_cast<tensor::ExtractSliceOp>(op);
    auto insertion = dyn_cast<tensor::InsertSliceOp>(op);
    if (slice && followsElements)
      copySlice(slice, elements, rewriter);
    if (insertion && followsElements)
      runAsUpdate(op, insertion.getDest(), elements, rewriter);
    return success();
  }
};
} // namespace
} // namespace ag
