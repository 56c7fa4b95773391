//===- Decompose.cpp - ops that stand for others --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "ag/Phases/Trace/Passes.h.inc"

namespace {
LogicalResult replaceByParts(linalg::AggregatedOpInterface op) {
  OpBuilder builder(op);
  FailureOr<SmallVector<Value>> results = decompose(op, builder);
  if (failed(results))
    return op.emitError("'")
           << op->getName() << "' has no decomposition in this form";
  op->replaceAllUsesWith(*results);
  op->erase();
  return success();
}

/// Other front ends write arith and math on tensors; linalg tells their sizes.
/// Nothing may fold in between: of x ^ x, or x == x, in a tensor<?xi32>,
/// upstream makes a constant whose type lacks its size.
void restateElementwise(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  linalg::populateElementwiseToLinalgConversionPatterns(patterns);
  walkAndApplyPatterns(module, std::move(patterns));
}

struct DecomposePass : impl::DecomposePassBase<DecomposePass> {
  void runOnOperation() override {
    SmallVector<linalg::AggregatedOpInterface> ops;
    getOperation()->walk(
        [&](linalg::AggregatedOpInterface op) { ops.push_back(op); });
    bool areReplaced = true;
    for (linalg::AggregatedOpInterface op : ops)
      areReplaced &= succeeded(replaceByParts(op));
    if (!areReplaced)
      signalPassFailure();
    restateElementwise(getOperation());
  }
};
} // namespace
} // namespace ag
