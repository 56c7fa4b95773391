//===- CleanUp.cpp - canonicalization between passes ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/CleanUp.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {

/// The first pattern replaces the insertion of a padded tensor into a filled
/// one by an insertion of the tensor itself. It takes the insertion's strides
/// for 1. The second pattern handles a slice of a tensor that a vector was
/// written to, if the slice is inserted into another tensor. It writes the
/// vector there directly, with as many indices as before, even if the slice has
/// a lower rank.
ArrayRef<std::string> getWrongPatterns() {
  static const std::string patterns[] = {
      "(anonymous namespace)::FoldInsertPadIntoFill",
      "(anonymous namespace)::SwapExtractSliceOfTransferWrite"};
  return patterns;
}

void addRightCanonicalization(OpPassManager &passes) {
  // Upstream's pass has these defaults for its options.
  GreedyRewriteConfig config;
  config.setUseTopDownTraversal(true);
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Normal);
  passes.addPass(createCanonicalizerPass(config, getWrongPatterns()));
}

/// Disables patterns that create, from a memref.cast and a view, a view that
/// upstream's verifier refuses. That view may be valid, if it is empty or
/// begins at the end of a buffer. Disables also the pattern that joins
/// neighbouring scf.if on the same condition, because the results of all of
/// them would be live at once.
void addCanonicalization(OpPassManager &passes) {
  SmallVector<std::string> disabled = {
      "(anonymous namespace)::SubViewOpMemRefCastFolder",
      "CollapseShapeOpMemRefCastFolder", "(anonymous namespace)::CombineIfs"};
  llvm::append_range(disabled, getWrongPatterns());
  passes.addPass(createCanonicalizerPass(GreedyRewriteConfig(), disabled));
}

void addCleanUp(OpPassManager &passes) {
  addCanonicalization(passes);
  passes.addPass(createCSEPass());
}

} // namespace ag
