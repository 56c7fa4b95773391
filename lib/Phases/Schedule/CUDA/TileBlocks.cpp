//===- TileBlocks.cpp - loops over blocks for each op ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops can a GPU run, each as a kernel of its own? The linalg ops whose
// results have one element for each position of the parallel loops.
// ag-read-in-blocks refuses all others.
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/WorkFormulas.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILEBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks tileBlocksRemarks("ag-tile-blocks");

/// Returns true if only sizes of the results of `op` are used.
static bool isUnread(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() &&
         llvm::all_of(op->getUsers(), llvm::IsaPred<tensor::DimOp>);
}

/// Describes the threads that compute a result: "a thread for each".
static std::string spellThreads(const BlockShare &share) {
  int64_t lanes = share.threads.lanes;
  if (share.isProduct)
    return "a part of their tile for each thread, of operands in shared memory";
  if (lanes == 1)
    return "a thread for each";
  if (lanes == blockThreads)
    return "all threads share it";
  return llvm::formatv("a warp of {0} threads for {1}", lanes,
                       share.elements == 1 ? "it" : "each");
}

/// Emits a remark that says how blocks compute an op that becomes `loop`.
static void explain(scf::ForallOp loop, const BlockShare &share,
                    bool isReduced) {
  tileBlocksRemarks.passed(loop, "blocks")
      << remark::add("is {0} by blocks of {1} threads, each of {2} {3}{4}{5}",
                     isReduced ? "reduced" : "computed", blockThreads,
                     share.elements == 1
                         ? "1"
                         : llvm::formatv("at most {0}", share.elements).str(),
                     isReduced ? "result" : "element",
                     share.elements == 1 ? "" : "s",
                     isReduced ? ": " + spellThreads(share) : "")
      << remark::metric("elements", share.elements)
      << remark::metric("lanes", share.threads.lanes);
}

namespace {
struct TileBlocksPass : WithModels<impl::TileBlocksPassBase<TileBlocksPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    tile(rewriter);
  }

private:
  /// Visits ops in reverse program order: fills come after the ops that start
  /// from them, and are unused if the loops fill their tiles.
  void tile(IRRewriter &rewriter) {
    SmallVector<linalg::LinalgOp> ops;
    SmallVector<LoopWork> works;
    WorkFormulas formulas(getOperation());
    for (auto op : findHostOps<linalg::LinalgOp>(getOperation()))
      if (hasOneElementAPlace(op))
        ops.push_back(op);
    for (linalg::LinalgOp op : ops)
      works.push_back(formulas.of(op));
    for (auto [op, work] : llvm::reverse(llvm::zip_equal(ops, works))) {
      if (isUnread(op)) {
        rewriter.replaceOp(op, op.getDpsInits());
        continue;
      }
      BlockShare share = findBlockShare(op);
      bool isReduced = op.getNumReductionLoops() > 0;
      FailureOr<scf::ForallOp> loop = tileToBlocks(rewriter, op);
      if (failed(loop) || !*loop)
        continue;
      writeLoopWork(*loop, work);
      explain(*loop, share, isReduced);
    }
  }
};
} // namespace
} // namespace ag
