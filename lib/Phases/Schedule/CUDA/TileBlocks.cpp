//===- TileBlocks.cpp - each op as a loop over blocks ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops can a GPU run, each by a kernel of its own?
//
// Those of linalg whose results have an element for each place of the parallel
// loops. What is none of them is left, and refused by ag-read-in-blocks.
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILEBLOCKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks tileBlocksRemarks("ag-tile-blocks");

namespace {
struct TileBlocksPass : impl::TileBlocksPassBase<TileBlocksPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    tile(rewriter);
  }

private:
  /// What ops begin with is behind them in the list, and unused if their loops
  /// fill it.
  void tile(IRRewriter &rewriter) {
    SmallVector<linalg::LinalgOp> ops;
    for (auto op : getOperation().getOps<linalg::LinalgOp>())
      if (hasOneElementAPlace(op))
        ops.push_back(op);
    for (linalg::LinalgOp op : llvm::reverse(ops)) {
      if (isOpTriviallyDead(op)) {
        rewriter.eraseOp(op);
        continue;
      }
      FailureOr<scf::ForallOp> loop = tileToBlocks(rewriter, op);
      if (succeeded(loop) && *loop)
        tileBlocksRemarks.passed(*loop, "blocks")
            << remark::add("is computed by blocks of {0} threads, each of at "
                           "most {1} elements",
                           blockThreads, mostTileElements);
    }
  }
};
} // namespace
} // namespace ag
