//===- DecomposePads.cpp - pads as fills and insertions -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DECOMPOSEPADSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Gives the pad the type that follows from its operands, and casts the result
/// to its former type. Static sizes that only the result's type has could make
/// the decomposed pad invalid. An empty source may be inserted at the very end,
/// which the verifier refuses if the size is static.
void inferType(tensor::PadOp op) {
  RankedTensorType declared = op.getResultType();
  auto inferred = tensor::PadOp::inferResultType(
      op.getSourceType(), op.getStaticLow(), op.getStaticHigh());
  if (inferred == declared)
    return;
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  op.getResult().setType(inferred);
  auto cast =
      tensor::CastOp::create(builder, op.getLoc(), declared, op.getResult());
  op.getResult().replaceAllUsesExcept(cast, cast);
}

struct DecomposePadsPass
    : WithModels<impl::DecomposePadsPassBase<DecomposePadsPass>> {
  void runOnOperation() override {
    SmallVector<Operation *> pads;
    getOperation().walk([&](tensor::PadOp op) { pads.push_back(op); });
    if (pads.empty())
      return markAllAnalysesPreserved();
    for (Operation *op : pads)
      inferType(cast<tensor::PadOp>(op));
    RewritePatternSet patterns(&getContext());
    linalg::populateDecomposePadPatterns(patterns);
    if (failed(applyOpPatternsGreedily(
            pads, std::move(patterns),
            GreedyRewriteConfig().setStrictness(
                GreedyRewriteStrictness::ExistingAndNewOps))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
