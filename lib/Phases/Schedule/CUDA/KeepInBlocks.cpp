//===- KeepInBlocks.cpp - results that only their blocks need -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where is a result stored that only other results of its op are computed from,
// as the greatest values are for an argmax?
//
//   %0:2 = scf.forall (%b) in (5) shared_outs(%v = %e, %p = %f) {  // no %0#0
//     %s = tensor.extract_slice %v[%i] [%n] [1]
//     %1:2 = linalg.generic ... outs(%s, %t)
//     ... { parallel_insert_slice %1#0 into %v, %1#1 into %p }
//   }
//
// becomes a loop without that result. Each block has a tensor of its own for
// it, and ag-plan-blocks finds its memory:
//
//   %0 = scf.forall (%b) in (5) shared_outs(%p = %f) {
//     %s = tensor.empty(%n)
//     %1:2 = linalg.generic ... outs(%s, %t)
//     ... { parallel_insert_slice %1#1 into %p }
//   }
//
// Each op or loop in a block starts from an empty or filled tensor of its own,
// which CSE made one for several. Memory of another block would otherwise be
// written to, or a filled tensor would be copied, which takes longer than to
// fill another one.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_KEEPINBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks keepInBlocksRemarks("ag-keep-in-blocks");

/// Returns true if `tensor` is an empty tensor, possibly reshaped or sliced.
static bool isMadeEmpty(Value tensor) {
  return isa_and_nonnull<tensor::EmptyOp>(
      skipTensorViews(tensor).getDefiningOp());
}

/// Replaces the slices of the empty `tensor` in `loop` by empty tensors.
static void makeOwn(Value tensor, scf::ForallOp loop, RewriterBase &rewriter) {
  for (Operation *user : llvm::make_early_inc_range(tensor.getUsers())) {
    auto slice = dyn_cast<tensor::ExtractSliceOp>(user);
    if (!slice || !loop->isProperAncestor(slice))
      continue;
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<OpFoldResult> sizes;
    for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
      if (!dropped[dim])
        sizes.push_back(size);
    rewriter.setInsertionPoint(slice);
    rewriter.replaceOpWithNewOp<tensor::EmptyOp>(
        slice, sizes, slice.getType().getElementType());
  }
}

/// Replaces `loop` by one without its unused results.
static void keepInBlocks(scf::ForallOp loop, RewriterBase &rewriter) {
  SmallVector<Value> outputs, unused, replaced;
  SmallVector<unsigned> kept;
  for (auto [number, result] : llvm::enumerate(loop.getResults())) {
    Value output = loop.getOutputs()[number];
    (result.use_empty() ? unused : outputs).push_back(output);
    if (!result.use_empty())
      kept.push_back(number);
  }
  rewriter.setInsertionPoint(loop);
  auto smaller =
      scf::ForallOp::create(rewriter, loop.getLoc(), loop.getMixedLowerBound(),
                            loop.getMixedUpperBound(), loop.getMixedStep(),
                            outputs, loop.getMapping());
  smaller->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  rewriter.eraseOp(smaller.getTerminator());
  llvm::append_range(replaced, smaller.getInductionVars());
  unsigned next = 0;
  for (auto [number, argument] : llvm::enumerate(loop.getRegionIterArgs())) {
    if (next < kept.size() && kept[next] == number) {
      replaced.push_back(smaller.getRegionIterArgs()[next++]);
      continue;
    }
    for (Operation *user : llvm::make_early_inc_range(argument.getUsers()))
      if (isa<tensor::ParallelInsertSliceOp>(user))
        rewriter.eraseOp(user);
    replaced.push_back(loop.getOutputs()[number]);
  }
  rewriter.mergeBlocks(loop.getBody(), smaller.getBody(), replaced);
  for (auto [number, result] : llvm::zip_equal(kept, smaller.getResults()))
    rewriter.replaceAllUsesWith(loop.getResult(number), result);
  rewriter.eraseOp(loop);
  for (Value output : unused)
    if (isMadeEmpty(output))
      makeOwn(output, smaller, rewriter);
  keepInBlocksRemarks.passed(smaller, "own")
      << remark::add("has {0} of a block's own, as nothing else reads {1}",
                     unused.size() == 1
                         ? "1 result"
                         : std::to_string(unused.size()) + " results",
                     unused.size() == 1 ? "it" : "them")
      << remark::metric("results", unused.size());
}

/// Returns the operands that `op` starts from, and may overwrite.
static SmallVector<OpOperand *> findStarts(Operation *op) {
  SmallVector<OpOperand *> starts;
  if (auto writer = dyn_cast<DestinationStyleOpInterface>(op))
    for (OpOperand &init : writer.getDpsInitsMutable())
      starts.push_back(&init);
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    for (OpOperand &init : loop.getInitsMutable())
      starts.push_back(&init);
  return starts;
}

/// Makes the empty or filled tensor `start` one that only this use has, in each
/// iteration of a loop around it.
static void ownStart(OpOperand &start, RewriterBase &rewriter) {
  Operation *by = start.get().getDefiningOp();
  if (!isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(by) ||
      (by->getBlock() == start.getOwner()->getBlock() && by->hasOneUse()))
    return;
  rewriter.setInsertionPoint(start.getOwner());
  Operation *own = rewriter.clone(*by);
  rewriter.modifyOpInPlace(start.getOwner(),
                           [&] { start.set(own->getResult(0)); });
  for (OpOperand *below : findStarts(own))
    ownStart(*below, rewriter);
}

static void ownStarts(scf::ForallOp loop, RewriterBase &rewriter) {
  SmallVector<OpOperand *> starts;
  loop.getBody()->walk(
      [&](Operation *op) { llvm::append_range(starts, findStarts(op)); });
  for (OpOperand *start : starts)
    ownStart(*start, rewriter);
}

namespace {
struct KeepInBlocksPass
    : WithModels<impl::KeepInBlocksPassBase<KeepInBlocksPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    for (auto loop : findHostOps<scf::ForallOp>(getOperation()))
      if (llvm::any_of(loop.getResults(),
                       [](Value result) { return result.use_empty(); }))
        keepInBlocks(loop, rewriter);
    for (auto loop : findHostOps<scf::ForallOp>(getOperation()))
      ownStarts(loop, rewriter);
  }
};
} // namespace
} // namespace ag
