//===- Simplify.cpp - generics in their canonical form --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Simplify.h"
#include "Common/Elementwise/EmptyOps.h"
#include "Common/Elementwise/InsertedSlices.h"
#include "Common/Nests/GroupMarks.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Phases/Common/CleanUp.h"
#include "ag/Phases/Common/EqualOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {

LogicalResult simplify(Operation *function, RewritePatternSet patterns) {
  MLIRContext *context = function->getContext();
  linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
  context->getLoadedDialect<AGDialect>()->getCanonicalizationPatterns(patterns);
  populateEmptyPatterns(patterns);
  populateInsertedSlicePatterns(patterns);
  // Regions of structured ops have no blocks to merge or to remove.
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  // Long chains take more than the usual ten iterations. This terminates, as
  // each rewrite leaves less to do.
  config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
  GroupMarker marker;
  config.setListener(&marker);
  FrozenRewritePatternSet enabled(std::move(patterns), getWrongPatterns());
  if (failed(applyPatternsGreedily(function, enabled, config)))
    return failure();
  mergeEqualOps(function);
  return success();
}

LogicalResult simplifyTiles(Operation *function) {
  RewritePatternSet patterns(function->getContext());
  tensor::populateFoldTensorEmptyPatterns(patterns);
  linalg::populateLinalgTilingCanonicalizationPatterns(patterns);
  return simplify(function, std::move(patterns));
}

} // namespace ag
