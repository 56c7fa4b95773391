//===- LoopGroup.cpp - ops that share loops -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopGroup.h"
#include "Access.h"
#include "Simplify.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"

using namespace mlir;

namespace ag {

bool canShareLoops(linalg::GenericOp op) {
  return op.hasPureTensorSemantics() && op.getNumResults() == 1 &&
         hasPlainMaps(op);
}

LoopGroup::LoopGroup(linalg::GenericOp root, ArrayRef<unsigned> shared)
    : root(root), shared(shared) {
  RootLoops loops(root.getNumLoops());
  for (unsigned loop : shared)
    loops[loop] = loop;
  members[root] = loops;
  tiles[root] = 1;
}

/// Whether upstream makes a part of the result by a part of the loops: each of
/// its dimensions is a loop's. A reduction that keeps what it reduces along, as
/// one element, writes at (i, 0).
static bool hasTiles(linalg::GenericOp op) {
  return op.getMatchingIndexingMap(op.getDpsInitOperand(0))
      .isProjectedPermutation();
}

/// The op's loops as a use of its result names them.
std::optional<LoopGroup::RootLoops> LoopGroup::matchUse(linalg::GenericOp op,
                                                        OpOperand &use) {
  auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!user || !members.contains(user) || !user.isDpsInput(&use))
    return std::nullopt;
  RootLoops loops(op.getNumLoops());
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  AffineMap read = user.getMatchingIndexingMap(&use);
  for (auto [ours, theirs] :
       llvm::zip_equal(result.getResults(), read.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(ours);
    auto name = dyn_cast<AffineDimExpr>(theirs);
    if (loop && name)
      loops[loop.getPosition()] = members[user][name.getPosition()];
  }
  return loops;
}

/// What does not know a shared loop would be computed again in each of its
/// turns.
bool LoopGroup::knowsShared(linalg::GenericOp op, const RootLoops &loops) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  unsigned known = 0;
  for (auto [loop, iterator] : llvm::zip_equal(loops, iterators))
    known += loop && iterator == utils::IteratorType::parallel;
  return known == shared.size();
}

/// How many ops tiling may make. It makes one that several others read once for
/// each way that leads to it, before equal ones are merged: twice as many for
/// each further op that is read by two.
static constexpr unsigned mostTiles = 64;

StringRef LoopGroup::join(linalg::GenericOp op) {
  if (!canShareLoops(op) || op->use_empty())
    return "it is no op over rows";
  if (!hasTiles(op))
    return "it has a dimension of one element, which no loop moves";
  std::optional<RootLoops> loops;
  for (OpOperand &use : op->getUses()) {
    std::optional<RootLoops> seen = matchUse(op, use);
    if (!seen)
      return "an op outside of the loop uses it";
    if (loops && *seen != *loops)
      return "its users read it along different loops";
    loops = seen;
  }
  if (!knowsShared(op, *loops))
    return "a row of it would be computed for several rows of its user";
  unsigned made = 0;
  for (Operation *user : op->getUsers())
    made += tiles.lookup(user);
  if (allTiles + made > mostTiles)
    return "too many ways lead to it from the last op of the loop";
  members[op] = *loops;
  tiles[op] = made;
  allTiles += made;
  return "";
}

LogicalResult LoopGroup::tile(RewriterBase &rewriter) {
  SmallVector<OpFoldResult> sizes(root.getNumLoops(), rewriter.getIndexAttr(0));
  for (unsigned loop : shared)
    sizes[loop] = rewriter.getIndexAttr(1);
  scf::SCFTileAndFuseOptions options;
  options.tilingOptions.setTileSizes(sizes);
  options.setFusionControlFn(
      [&](tensor::ExtractSliceOp, OpResult producer,
          bool) -> std::optional<scf::SCFTileAndFuseOptions::ControlFnResult> {
        if (isa<linalg::FillOp>(producer.getOwner()) ||
            members.contains(producer.getOwner()))
          return scf::SCFTileAndFuseOptions::ControlFnResult();
        return std::nullopt;
      });
  rewriter.setInsertionPoint(root);
  FailureOr<scf::SCFTileAndFuseResult> tiled =
      scf::tileConsumerAndFuseProducersUsingSCF(
          rewriter, cast<TilingInterface>(root.getOperation()), options);
  if (failed(tiled))
    return failure();
  // Each place of the result belongs to one turn.
  for (LoopLikeOpInterface loop : tiled->loops)
    loop->setAttr(parallelAttrName, rewriter.getUnitAttr());
  rewriter.replaceOp(root, tiled->replacements[root.getResult(0)]);
  return success();
}

/// An op that two ops read was put into the loops twice, and a part of an empty
/// tensor is an empty part.
static LogicalResult cleanUpLoops(Operation *function) {
  RewritePatternSet patterns(function->getContext());
  tensor::populateFoldTensorEmptyPatterns(patterns);
  linalg::populateLinalgTilingCanonicalizationPatterns(patterns);
  return simplify(function, std::move(patterns));
}

FailureOr<bool> fuseGroups(Operation *function, FindGroup findGroup) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  IRRewriter rewriter(function->getContext());
  bool changed = false;
  for (linalg::GenericOp op : llvm::reverse(ops)) {
    // What joined another group has no uses any more.
    std::optional<LoopGroup> group =
        op->use_empty() ? std::nullopt : findGroup(op);
    if (group)
      changed |= succeeded(group->tile(rewriter));
  }
  if (changed && failed(cleanUpLoops(function)))
    return failure();
  return changed;
}

} // namespace ag
