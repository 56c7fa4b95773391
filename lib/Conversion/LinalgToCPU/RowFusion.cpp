//===- RowFusion.cpp - one loop over rows for several ops -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops share a loop over rows? Softmax over j, of a tensor (i, j):
//
//   %m(i) = max %x(i, j);  %e(i, j) = exp(%x - %m);  %s(i) = sum %e
//   %y(i, j) = %e / %s
//
// becomes a loop over i that computes a row of each, so that %e needs one row
// and %x comes from memory once. An op joins the last op's loop if each row of
// that loop is a row of the op, in which it alone computes that place, and if
// nothing outside uses it.
//
//===----------------------------------------------------------------------===//
#include "Fusion.h"
#include "Payload.h"
#include "ScheduleRemarks.h"
#include "ag/Conversion/ParallelLoops.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"

using namespace mlir;

namespace ag {
namespace {

/// For each loop of an op, the loop of the group's last op that it is, or none.
using RowLoops = SmallVector<std::optional<unsigned>>;

class RowGroup {
public:
  explicit RowGroup(linalg::GenericOp root) : root(root) {}

  bool build();
  LogicalResult tile(RewriterBase &rewriter);
  size_t size() const { return members.size(); }

private:
  StringRef join(linalg::GenericOp op);
  void explainApart(linalg::GenericOp op, StringRef reason);
  std::optional<RowLoops> matchUse(linalg::GenericOp op, OpOperand &use);
  bool hasAllRows(linalg::GenericOp op, const RowLoops &loops);

  linalg::GenericOp root;
  unsigned rows = 0;
  llvm::SmallDenseMap<Operation *, RowLoops> members;
};

bool isRowOp(linalg::GenericOp op) {
  return op.hasPureTensorSemantics() && op.getNumResults() == 1 &&
         hasPlainMaps(op);
}

/// The op's loops as a use of its result names them.
std::optional<RowLoops> RowGroup::matchUse(linalg::GenericOp op,
                                           OpOperand &use) {
  auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!user || !members.contains(user) || !user.isDpsInput(&use))
    return std::nullopt;
  RowLoops loops(op.getNumLoops());
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

/// A row that the op does not know would be computed again for each of them.
bool RowGroup::hasAllRows(linalg::GenericOp op, const RowLoops &loops) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  unsigned known = 0;
  for (auto [loop, iterator] : llvm::zip_equal(loops, iterators))
    known += loop && iterator == utils::IteratorType::parallel;
  return known == rows;
}

/// Takes the op in, or says why not.
StringRef RowGroup::join(linalg::GenericOp op) {
  if (!isRowOp(op) || op->use_empty())
    return "it is no op over rows";
  std::optional<RowLoops> loops;
  for (OpOperand &use : op->getUses()) {
    std::optional<RowLoops> seen = matchUse(op, use);
    if (!seen)
      return "an op outside of the loop uses it";
    if (loops && *seen != *loops)
      return "its users read it along different loops";
    loops = seen;
  }
  if (!hasAllRows(op, *loops))
    return "a row of it would be computed for several rows of its user";
  members[op] = *loops;
  return "";
}

/// Of a reduction that an op in the loop uses.
void RowGroup::explainApart(linalg::GenericOp op, StringRef reason) {
  bool isUsed = llvm::any_of(
      op->getUsers(), [&](Operation *user) { return members.contains(user); });
  if (isUsed && op.getNumReductionLoops() > 0)
    scheduleRemarks.missed(op, "rows")
        << remark::add("has loops of its own") << remark::reason("{0}", reason);
}

/// Whether there is a group with a reduction in it.
bool RowGroup::build() {
  if (!isRowOp(root) || root.getNumLoops() < 2 ||
      root.getNumParallelLoops() != root.getNumLoops() ||
      !root.getMatchingIndexingMap(root.getDpsInitOperand(0)).isIdentity())
    return false;
  rows = root.getNumLoops() - 1;
  RowLoops loops(root.getNumLoops());
  for (unsigned loop = 0; loop < rows; ++loop)
    loops[loop] = loop;
  members[root] = loops;
  bool reduces = false;
  for (Operation *op = root->getPrevNode(); op; op = op->getPrevNode())
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      StringRef reason = join(generic);
      if (reason.empty())
        reduces |= generic.getNumReductionLoops() > 0;
      else
        explainApart(generic, reason);
    }
  return reduces;
}

LogicalResult RowGroup::tile(RewriterBase &rewriter) {
  SmallVector<OpFoldResult> sizes(rows, rewriter.getIndexAttr(1));
  sizes.push_back(rewriter.getIndexAttr(0));
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
  // Each place of the result belongs to one row.
  for (LoopLikeOpInterface loop : tiled->loops)
    loop->setAttr(parallelAttrName, rewriter.getUnitAttr());
  rewriter.replaceOp(root, tiled->replacements[root.getResult(0)]);
  return success();
}

/// An op that two ops read was put into the loop twice, and a row of an empty
/// tensor is an empty row.
LogicalResult cleanUp(Operation *function) {
  RewritePatternSet patterns(function->getContext());
  tensor::populateFoldTensorEmptyPatterns(patterns);
  linalg::populateLinalgTilingCanonicalizationPatterns(patterns);
  return simplify(function, std::move(patterns));
}
} // namespace

LogicalResult fuseRows(Operation *function) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  IRRewriter rewriter(function->getContext());
  bool changed = false;
  for (linalg::GenericOp op : llvm::reverse(ops)) {
    // What joined another group has no uses any more.
    RowGroup group(op);
    if (op->use_empty() || !group.build())
      continue;
    scheduleRemarks.passed(op, "rows")
        << remark::add("shares a loop over rows with {0} ops", group.size() - 1)
        << remark::metric("ops", group.size());
    changed |= succeeded(group.tile(rewriter));
  }
  return changed ? cleanUp(function) : success();
}

} // namespace ag
