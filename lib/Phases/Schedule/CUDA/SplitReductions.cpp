//===- SplitReductions.cpp - long reductions to few results ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do many blocks compute few results? Each reduces a part of a loop, and a
// second op combines their results. The number of parts follows from sizes
// only, so that results do not depend on the GPU:
//
//   parts = min(mostParts, 1 + n / leastSteps)
//
// If several loops reduce dimensions that are adjacent in all tensors, they are
// collapsed into one loop first.
//
//===----------------------------------------------------------------------===//
#include "ElementValues.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/WorkFormulas.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SPLITREDUCTIONSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks splitReductionsRemarks("ag-split-reductions");

namespace {
/// The number of blocks that keep any GPU busy, and the number of iterations
/// that are worth a block.
constexpr int64_t mostParts = 512, leastSteps = 4096;

/// Returns true if the results are known to be reduced by a few iterations.
bool isShort(linalg::LinalgOp op) {
  int64_t steps = 1;
  for (auto [size, kind] :
       llvm::zip_equal(op.getStaticLoopRanges(), op.getIteratorTypesArray()))
    if (kind == utils::IteratorType::reduction &&
        (ShapedType::isDynamic(size) || llvm::MulOverflow(steps, size, steps)))
      return false;
  return steps < 2 * leastSteps;
}

bool canSplit(linalg::GenericOp op) {
  return op.getNumReductionLoops() > 0 && op.hasPureTensorSemantics() &&
         hasFewResults(op) && !isShort(op) &&
         llvm::all_of(llvm::seq(op.getNumDpsInits()),
                      [&](int64_t result) { return getCombiner(op, result); });
}

/// Collapses the reduction loops into one if all tensors allow it. Upstream
/// assumes that each dimension is indexed by one loop.
linalg::LinalgOp joinLoops(linalg::GenericOp op, RewriterBase &rewriter) {
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  ReassociationIndices joined(loops.begin(), loops.end());
  bool isPlain = llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation();
  });
  if (loops.size() < 2 || loops.back() - loops.front() + 1 != loops.size() ||
      !isPlain ||
      !linalg::areDimSequencesPreserved(op.getIndexingMapsArray(), {joined}))
    return op;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::CollapseResult> collapsed =
      linalg::collapseOpIterationDims(op, {joined}, rewriter);
  if (failed(collapsed))
    return op;
  rewriter.replaceOp(op, collapsed->results);
  return collapsed->collapsedOp;
}

/// Returns the longest reduction loop, or the outermost of equally long ones.
unsigned chooseLoop(linalg::LinalgOp op) {
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  auto length = [&](unsigned loop) {
    return ShapedType::isDynamic(sizes[loop]) ? INT64_MAX : sizes[loop];
  };
  return *llvm::max_element(
      loops, [&](unsigned a, unsigned b) { return length(a) < length(b); });
}

/// Returns the iterations of the other reduction loops for one of `loop`.
/// Dynamic extents count as one, and so do more than those that are worth a
/// block.
int64_t countInside(linalg::LinalgOp op, unsigned loop) {
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  int64_t steps = 1;
  for (unsigned other : loops)
    if (other != loop && !ShapedType::isDynamic(sizes[other]))
      steps = std::min(leastSteps, times(steps, sizes[other]));
  return std::max<int64_t>(steps, 1);
}

struct SplitReductionsPass
    : WithModels<impl::SplitReductionsPassBase<SplitReductionsPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    // The host does not know the length of a slice that depends on elements.
    ElementValues elements(getOperation());
    SmallVector<linalg::GenericOp> ops;
    for (auto op : findHostOps<linalg::GenericOp>(getOperation()))
      if (canSplit(op) && !elements.contains(op->getOperands()))
        ops.push_back(op);
    for (linalg::GenericOp op : ops)
      split(joinLoops(op, rewriter), rewriter);
    if (ops.empty())
      markAllAnalysesPreserved();
  }

private:
  /// Adds the beginning of each part to the indices in its body, which upstream
  /// leaves unchanged. There are `parts` of `extent`.
  static void offsetIndices(scf::ForallOp blocks, unsigned loop,
                            OpFoldResult extent, OpFoldResult parts,
                            RewriterBase &rewriter) {
    auto part = *blocks.getOps<linalg::LinalgOp>().begin();
    if (!part.hasIndexSemantics())
      return;
    Location loc = part.getLoc();
    AffineExpr part0 = rewriter.getAffineDimExpr(0);
    AffineExpr extent0 = rewriter.getAffineSymbolExpr(0);
    AffineExpr parts0 = rewriter.getAffineSymbolExpr(1);
    rewriter.setInsertionPoint(part);
    SmallVector<OpFoldResult> offsets(part.getNumLoops());
    offsets[loop] = affine::makeComposedFoldedAffineApply(
        rewriter, loc, part0 * extent0.ceilDiv(parts0),
        {blocks.getInductionVar(0), extent, parts});
    linalg::offsetIndices(rewriter, part, offsets);
  }

  void split(linalg::LinalgOp op, RewriterBase &rewriter) {
    unsigned loop = chooseLoop(op);
    auto tileable = cast<TilingInterface>(op.getOperation());
    rewriter.setInsertionPoint(op);
    AffineExpr n = rewriter.getAffineSymbolExpr(0);
    OpFoldResult extent = tileable.getIterationDomain(rewriter)[loop].size;
    OpFoldResult parts = affine::makeComposedFoldedAffineMin(
        rewriter, op.getLoc(),
        AffineMap::get(0, 1,
                       {(n * countInside(op, loop)).floorDiv(leastSteps) + 1,
                        rewriter.getAffineConstantExpr(mostParts)},
                       &getContext()),
        extent);
    SmallVector<OpFoldResult> threads(op.getNumLoops(),
                                      rewriter.getIndexAttr(0));
    threads[loop] = parts;
    scf::SCFTilingOptions options;
    options.setLoopType(scf::SCFTilingOptions::LoopType::ForallOp)
        .setReductionTilingStrategy(
            ReductionTilingStrategy::PartialReductionOuterParallel)
        .setReductionDims({loop})
        .setNumThreads(threads)
        .setMapping({gpu::GPUBlockMappingAttr::get(&getContext(),
                                                   gpu::MappingId::DimX)});
    FailureOr<scf::SCFTilingResult> tiled =
        scf::tileUsingSCF(rewriter, tileable, options);
    if (failed(tiled))
      return;
    auto blocks = cast<scf::ForallOp>(tiled->loops.front());
    offsetIndices(blocks, loop, extent, parts, rewriter);
    writeLoopWork(blocks, WorkFormulas(op->getParentOfType<func::FuncOp>())
                              .ofPartial(op, blocks->getResults()));
    splitReductionsRemarks.passed(blocks, "reduction") << remark::add(
        "is reduced by up to {0} blocks, one for each {1} steps, "
        "and joined by another kernel",
        mostParts, leastSteps);
    rewriter.replaceOp(op, tiled->replacements);
  }
};
} // namespace
} // namespace ag
