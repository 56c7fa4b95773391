//===- LowerVectors.cpp - vectors as the hardware has them ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which vector ops does the standard conversion to LLVM not handle?
//
//   vector.transfer_read %m[%i], mask   ->   vector.maskedload
//   the same, strided                   ->   memref.load in a loop
//
// Small strides are read as complete vectors: see StridedVectors.cpp.
//
//===----------------------------------------------------------------------===//
#include "StridedVectors.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_LOWERVECTORSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
struct LowerVectorsPass
    : WithModels<impl::LowerVectorsPassBase<LowerVectorsPass>> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    vector::populateVectorTransferLoweringPatterns(patterns,
                                                   /*maxTransferRank=*/1);
    vector::populateVectorStepLoweringPatterns(patterns);
    populateStridedVectorPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    // The masked accesses that are left have a long stride, or are writes. They
    // access one element at a time.
    RewritePatternSet strided(&getContext());
    VectorTransferToSCFOptions options;
    options.enableFullUnroll().setTargetRank(1);
    populateVectorToSCFConversionPatterns(strided, options);
    if (failed(applyPatternsGreedily(getOperation(), std::move(strided))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
