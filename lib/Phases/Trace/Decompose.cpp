//===- Decompose.cpp - aggregated ops as the ops they stand for -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ArithOfIndex.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Phases/Trace/Passes.h.inc"

namespace {
/// Rewrites elementwise arith and math ops on tensors, which other front ends
/// write, as linalg ops, which determine their sizes. Nothing may be folded in
/// between: upstream folds x ^ x, or x == x, of a tensor<?xi32> to a constant
/// whose type lacks the size.
void restateElementwise(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  linalg::populateElementwiseToLinalgConversionPatterns(patterns);
  walkAndApplyPatterns(module, std::move(patterns));
}

/// Replaces a pad whose region computes the padding from its position. The
/// source is inserted into a generated tensor:
///
///   %r = tensor.pad %x low[%l] high[%h] { .. }
///
///   %0 = tensor.generate %n { .. }
///   %r = tensor.insert_slice %x into %0[%l] [%m] [1]
void restateBorder(tensor::PadOp op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  RankedTensorType type = op.getType();
  SmallVector<OpFoldResult> low = op.getMixedLowPad(),
                            high = op.getMixedHighPad(),
                            sizes = tensor::getMixedSizes(builder, loc,
                                                          op.getSource());
  AffineExpr a, b, c;
  bindSymbols(op.getContext(), a, b, c);
  SmallVector<Value> extents;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      extents.push_back(getValueOrCreateConstantIndexOp(
          builder, loc,
          affine::makeComposedFoldedAffineApply(
              builder, loc, a + b + c, {low[dim], sizes[dim], high[dim]})));
  auto border = tensor::GenerateOp::create(builder, loc, type, extents);
  border.getBody().takeBody(op.getRegion());
  SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
  op.replaceAllUsesWith(
      insertPart(op.getSource(), border, low, sizes, ones, builder, loc));
  op.erase();
}

/// Replaces a collapse of a tensor without elements by a tensor.empty. A
/// dimension may have changed in a way that the number of elements does not
/// determine. Upstream takes a collapse to the original type for no change.
///
///   %1 = tensor.expand_shape %x [[0, 1], [2]] .. into tensor<0x3x?xf32>
///   %2 = tensor.collapse_shape %1 [[0], [1, 2]] .. into tensor<0x?xf32>
///   -> %2 = tensor.empty(%n) : tensor<0x?xf32>, with %n three times %x's
void restateEmptyCollapse(tensor::CollapseShapeOp op) {
  if (!llvm::is_contained(op.getResultType().getShape(), 0))
    return;
  OpBuilder builder(op);
  ReifiedRankedShapedTypeDims sizes;
  if (failed(reifyResultShapes(builder, op, sizes)))
    return;
  op.replaceAllUsesWith(
      tensor::EmptyOp::create(builder, op.getLoc(), sizes.front(),
                              op.getResultType().getElementType())
          .getResult());
  op.erase();
}

/// Replaces the clamp of a number, for which upstream has no conversion but one
/// that returns the upper bound.
void restateClamp(math::ClampFOp op) {
  OpBuilder builder(op);
  Value above = arith::MaximumFOp::create(builder, op.getLoc(), op.getValue(),
                                          op.getMin(), op.getFastmath());
  Value within = arith::MinimumFOp::create(builder, op.getLoc(), above,
                                           op.getMax(), op.getFastmath());
  op.replaceAllUsesWith(within);
  op.erase();
}

struct DecomposePass : WithModels<impl::DecomposePassBase<DecomposePass>> {
  void runOnOperation() override {
    if (failed(decomposeAggregates(getOperation())))
      signalPassFailure();
    getOperation()->walk([](tensor::PadOp op) {
      if (!op.getConstantPaddingValue())
        restateBorder(op);
    });
    getOperation()->walk(restateEmptyCollapse);
    restateElementwise(getOperation());
    getOperation()->walk(restateClamp);
    restateIndexOps(getOperation());
  }
};
} // namespace
} // namespace ag
