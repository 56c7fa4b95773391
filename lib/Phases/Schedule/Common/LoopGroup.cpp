//===- LoopGroup.cpp - ops that share loops -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopGroup.h"
#include "Access.h"
#include "GroupBody.h"
#include "GroupMarks.h"
#include "GroupNest.h"
#include "Simplify.h"

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

StringRef LoopGroup::join(linalg::GenericOp op) {
  if (!canShareLoops(op) || op->use_empty())
    return "it is no op over rows";
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
  members[op] = *loops;
  return "";
}

LogicalResult LoopGroup::tile(RewriterBase &rewriter) {
  NestPlan plan;
  plan.tiles.assign(shared.size(), 1);
  std::vector<std::unique_ptr<StatedOp>> stated;
  for (Operation &op : *root->getBlock())
    if (auto member = members.find(&op); member != members.end()) {
      stated.push_back(std::make_unique<StatedOp>(*readLoops(&op)));
      NestedOp &nested = plan.ops.emplace_back(
          NestedOp{stated.back().get(), unsigned(shared.size()), {}});
      for (std::optional<unsigned> loop : member->second)
        nested.loops.push_back(
            loop ? std::optional<unsigned>(llvm::find(shared, *loop) -
                                           shared.begin())
                 : std::nullopt);
    }
  rewriter.setInsertionPoint(root);
  return makeNest(rewriter, plan);
}

LogicalResult fuseGroups(Operation *function, FindGroup findGroup) {
  SmallVector<linalg::GenericOp> ops;
  function->walk([&](linalg::GenericOp op) { ops.push_back(op); });
  GroupMarker marker;
  IRRewriter rewriter(function->getContext(), &marker);
  DenseSet<Operation *> gone;
  for (linalg::GenericOp op : llvm::reverse(ops)) {
    if (gone.contains(op))
      continue;
    marker.follow(op);
    std::optional<LoopGroup> group =
        op->use_empty() ? std::nullopt : findGroup(op);
    if (group && succeeded(group->tile(rewriter)))
      for (linalg::GenericOp member : ops)
        if (group->contains(member))
          gone.insert(member);
  }
  return success(gone.empty() || succeeded(simplifyTiles(function)));
}

} // namespace ag
