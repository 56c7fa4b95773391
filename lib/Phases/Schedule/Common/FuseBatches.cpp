//===- FuseBatches.cpp - one loop over batches for several products -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which products share a loop over batches? Attention, with a batch b that
// stands for the heads too:
//
//   %s(b, i, j) += %q(b, i, k) * %kt(b, k, j)
//   %p = softmax of %s over j
//   %o(b, i, k) += %p(b, i, j) * %v(b, j, k)
//
// becomes a loop over b that computes one batch of each, so that %s and %p need
// the memory of one batch, which stays in a cache. An op joins the last
// product's loops if each batch is a part of it that it alone computes there,
// and if nothing outside uses it. A product with a weight does not: it would
// read all of the weight in each turn.
//
//===----------------------------------------------------------------------===//
#include "ContractionPlan.h"
#include "LoopGroup.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSEBATCHESPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks remarks("ag-fuse-batches");

namespace {
/// The loops that all operands of a contraction have, and its result. A loop of
/// one turn parts nothing, and maps may have 0 for it.
SmallVector<unsigned> findBatchLoops(linalg::GenericOp op) {
  SmallVector<unsigned> batches;
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    if (extents[loop] != 1 &&
        llvm::all_of(op.getIndexingMapsArray(),
                     [&](AffineMap map) { return map.isFunctionOfDim(loop); }))
      batches.push_back(loop);
  return batches;
}

/// The op with those that share its batches, if there is another product among
/// them.
std::optional<LoopGroup> findBatchGroup(linalg::GenericOp root) {
  if (!canShareLoops(root) || !isContraction(root))
    return std::nullopt;
  SmallVector<unsigned> batches = findBatchLoops(root);
  LoopGroup group(root, batches);
  bool hasProduct = false;
  if (batches.empty())
    return std::nullopt;
  for (Operation *op = root->getPrevNode(); op; op = op->getPrevNode()) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    bool isProduct = generic && isContraction(generic);
    if (!generic ||
        (isProduct && findBatchLoops(generic).size() < batches.size()))
      continue;
    hasProduct |= group.join(generic).empty() && isProduct;
  }
  if (!hasProduct)
    return std::nullopt;
  remarks.passed(root, "batches")
      << remark::add("shares a loop over batches with {0} ops",
                     group.size() - 1)
      << remark::metric("ops", group.size());
  return group;
}

struct FuseBatchesPass : impl::FuseBatchesPassBase<FuseBatchesPass> {
  void runOnOperation() override {
    FailureOr<bool> changed = fuseGroups(getOperation(), findBatchGroup);
    if (failed(changed))
      return signalPassFailure();
    if (!*changed)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
