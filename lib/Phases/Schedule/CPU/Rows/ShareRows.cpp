//===- ShareRows.cpp - loops over rows that several ops share -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/ShareRows.h"
#include "Common/Access.h"
#include "Common/Nests/GroupBody.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/GroupNest.h"
#include "Common/Simplify.h"
#include "ag/Analysis/Groups/RowNests.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

namespace {
/// The ops of one group in one block, with their loops.
class RowGroup {
public:
  explicit RowGroup(ArrayRef<linalg::GenericOp> ops);

  std::vector<RowNest> find(ExplainRows explain) const {
    return findRowNests(rowOps, explain);
  }
  LogicalResult make(RewriterBase &rewriter, const RowNest &nest) const;

private:
  void addReads(RowOp &rowOp, linalg::GenericOp op);

  std::vector<std::unique_ptr<StatedOp>> stated;
  std::optional<SharedLoops> loops;
  /// The ops in reverse program order.
  std::vector<RowOp> rowOps;
  llvm::DenseMap<Operation *, unsigned> numbers;
};
} // namespace

RowGroup::RowGroup(ArrayRef<linalg::GenericOp> ops) {
  SmallVector<const StatedOp *> all;
  for (linalg::GenericOp op : ops)
    if (std::optional<StatedOp> own = readLoops(op)) {
      stated.push_back(std::make_unique<StatedOp>(std::move(*own)));
      all.push_back(stated.back().get());
    }
  loops.emplace(all, NestSurroundings());
  for (const SharedLoops::Member &member : llvm::reverse(loops->getMembers())) {
    auto op = cast<linalg::GenericOp>(member.stated->op);
    RowOp rowOp{&member};
    rowOp.mayShare =
        op.getNumResults() == 1 && hasPlainMaps(op) && !op->use_empty();
    addReads(rowOp, op);
    numbers[op] = rowOps.size();
    rowOps.push_back(std::move(rowOp));
  }
}

void RowGroup::addReads(RowOp &rowOp, linalg::GenericOp op) {
  for (OpOperand &use : op->getUses()) {
    auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
    auto number = numbers.find(use.getOwner());
    if (!user || number == numbers.end() || !user.isDpsInput(&use)) {
      rowOp.isReadOutside = true;
      continue;
    }
    AffineMap place = user.getMatchingIndexingMap(&use);
    rowOp.reads.push_back({number->second, rowOps[number->second].member,
                           isPlainMap(place) ? place : AffineMap()});
  }
}

LogicalResult RowGroup::make(RewriterBase &rewriter,
                             const RowNest &nest) const {
  NestPlan plan;
  plan.tiles.assign(nest.rows.size(), 1);
  std::vector<std::unique_ptr<StatedOp>> nested;
  for (unsigned number : llvm::reverse(nest.ops)) {
    const SharedLoops::Member &member = *rowOps[number].member;
    // Its operands may be results of loops that were created meanwhile.
    nested.push_back(std::make_unique<StatedOp>(*readLoops(member.stated->op)));
    NestedOp &op = plan.ops.emplace_back(
        NestedOp{nested.back().get(), unsigned(nest.rows.size()), {}});
    for (auto [loop, dimension] : llvm::enumerate(member.loops)) {
      auto row = llvm::find(nest.rows, dimension);
      bool isRow = row != nest.rows.end() && member.stated->isParallel(loop);
      op.loops.push_back(isRow
                             ? std::optional<unsigned>(row - nest.rows.begin())
                             : std::nullopt);
    }
  }
  rewriter.setInsertionPoint(rowOps[nest.ops.front()].member->stated->op);
  return makeNest(rewriter, plan);
}

LogicalResult shareRows(func::FuncOp function, const PassRemarks &remarks,
                        bool &changed) {
  llvm::MapVector<std::pair<Block *, Attribute>, SmallVector<linalg::GenericOp>>
      groups;
  function->walk([&](linalg::GenericOp op) {
    groups[{op->getBlock(), op->getAttr(groupMarkName)}].push_back(op);
  });
  auto explain = [&](const SharedLoops::Member &member, StringRef reason) {
    remarks.missed(member.stated->op, "loops")
        << remark::add("has loops of its own") << remark::reason("{0}", reason);
  };
  GroupMarker marker;
  IRRewriter rewriter(function.getContext(), &marker);
  bool made = false;
  for (auto &[place, ops] : llvm::reverse(groups)) {
    if (llvm::none_of(ops, [](linalg::GenericOp op) {
          return op.getNumReductionLoops() > 0;
        }))
      continue;
    RowGroup group(ops);
    marker.follow(place.second);
    for (const RowNest &nest : group.find(explain))
      made |= succeeded(group.make(rewriter, nest));
  }
  changed |= made;
  return success(!made || succeeded(simplifyTiles(function)));
}

} // namespace ag
