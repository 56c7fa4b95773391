//===- CallLibm.cpp - functions that are exact near 0 ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions compute expm1 and log1p if ag has no formula? Both exist for
// arguments near 0. Upstream's convert-math-to-llvm replaces them by exp(x) - 1
// and log(1 + x), which have no correct digits there. So this pass calls libm
// for them first. Other functions are intrinsics, for which LLVM calls libm if
// there is no instruction, or are left to convert-math-to-libm.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_CALLLIBMPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
struct CallLibmPass : WithModels<impl::CallLibmPassBase<CallLibmPass>> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.addIllegalOp<math::ExpM1Op, math::Log1pOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
