//===- AGToLinalg.cpp - ag ops in linalg and tensor -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LowerGathers.h"
#include "Structured.h"
#include "Types.h"
#include "Unstructured.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"
#include "ag/Dialect/AG/Models/Tensor/MergeReshapes.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Phases/Structure/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_AGTOLINALGPASS
#include "ag/Phases/Structure/Passes.h.inc"

namespace {
/// Returns the target: all ops are on converted types. Of ag, only ops are
/// legal that later phases handle. Ops with a Spec must be linalg ops.
ConversionTarget makeTarget(const TypeConverter &converter,
                            MLIRContext *context) {
  ConversionTarget target(*context);
  target.markUnknownOpDynamicallyLegal([&](Operation *op) {
    if (auto function = dyn_cast<func::FuncOp>(op))
      return converter.isSignatureLegal(function.getFunctionType());
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (linalgOp ? forgetsElements(linalgOp) : isa<StructuredOpInterface>(op))
      return false;
    return converter.isLegal(op);
  });
  target.addIllegalDialect<AGDialect>();
  target.addDynamicallyLegalOp<BarrierOp, ParameterOp>(
      [&](Operation *op) { return converter.isLegal(op); });
  target.addDynamicallyLegalOp<FusedOp>([&](FusedOp op) {
    return converter.isLegal(op.getOperation()) &&
           converter.isLegal(&op.getBody());
  });
  target.addDynamicallyLegalOp<YieldOp>([&](YieldOp op) {
    return isa<FusedOp>(op->getParentOp()) &&
           converter.isLegal(op.getOperation());
  });
  target.addLegalOp<RequireOp>();
  // Bufferization would create subviews of it that upstream's verifier refuses.
  target.addIllegalOp<tensor::ConcatOp>();
  target.addDynamicallyLegalOp<tensor::YieldOp>([&](tensor::YieldOp op) {
    return converter.isLegal(op.getOperation()) &&
           !op.getValue().getType().isInteger(1);
  });
  target.addDynamicallyLegalOp<arith::ConstantOp>([&](arith::ConstantOp op) {
    return converter.isLegal(op.getOperation()) && !isWritten(op);
  });
  return target;
}

/// Records the kinds of the original ops, which later phases show to users, for
/// example for a buffer.
void recordKinds(Operation *root) {
  root->walk([](Operation *op) {
    if (llvm::any_of(op->getResultTypes(), llvm::IsaPred<TensorType>))
      recordKind(op);
  });
}

struct AGToLinalgPass : WithModels<impl::AGToLinalgPassBase<AGToLinalgPass>> {
  void runOnOperation() override {
    recordKinds(getOperation());
    LinalgTypeConverter converter;
    ConversionTarget target = makeTarget(converter, &getContext());
    RewritePatternSet patterns(&getContext());
    populateStructuredPatterns(converter, patterns);
    populateGatherPatterns(converter, patterns);
    populateUnstructuredPatterns(converter, patterns);
    populateTypeConversionPatterns(converter, patterns, target);
    if (failed(
            applyFullConversion(getOperation(), target, std::move(patterns))))
      return signalPassFailure();
    mergeReshapes(getOperation());
  }
};
} // namespace
} // namespace ag
