//===- FuseRows.cpp - one loop over rows for several ops ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a group share a loop over rows? Softmax over j, of (i, j):
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
#include "GroupMarks.h"
#include "LoopGroup.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSEROWSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks fuseRowsRemarks("ag-fuse-rows");

namespace {
/// Of a reduction of the group that an op in the loop uses.
void explainReduction(linalg::GenericOp op, const LoopGroup &group,
                      StringRef reason) {
  bool isUsed = llvm::any_of(
      op->getUsers(), [&](Operation *user) { return group.contains(user); });
  if (isUsed && op.getNumReductionLoops() > 0)
    fuseRowsRemarks.missed(op, "loops")
        << remark::add("has loops of its own") << remark::reason("{0}", reason);
}

/// The op with those that share its rows, if there is a reduction among them.
std::optional<LoopGroup> findRowGroup(linalg::GenericOp root) {
  if (!canShareLoops(root) || root.getNumLoops() < 2 ||
      root.getNumParallelLoops() != root.getNumLoops() ||
      !root.getMatchingIndexingMap(root.getDpsInitOperand(0)).isIdentity())
    return std::nullopt;
  auto rows = llvm::to_vector(llvm::seq<unsigned>(0, root.getNumLoops() - 1));
  LoopGroup group(root, rows);
  bool reduces = false;
  for (Operation *op = root->getPrevNode(); op; op = op->getPrevNode())
    if (auto generic = dyn_cast<linalg::GenericOp>(op);
        generic && areOneGroup(generic, root)) {
      StringRef reason = group.join(generic);
      if (reason.empty())
        reduces |= generic.getNumReductionLoops() > 0;
      else
        explainReduction(generic, group, reason);
    }
  if (!reduces)
    return std::nullopt;
  return group;
}

struct FuseRowsPass : WithModels<impl::FuseRowsPassBase<FuseRowsPass>> {
  void runOnOperation() override {
    if (failed(fuseGroups(getOperation(), findRowGroup)))
      return signalPassFailure();
  }
};
} // namespace
} // namespace ag
