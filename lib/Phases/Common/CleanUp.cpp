//===- CleanUp.cpp - what stands between many passes ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/CleanUp.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {

/// The first puts what is padded into what is filled, in place of the pad, and
/// takes any step between the elements for 1. The second writes a vector, of
/// which a slice is put somewhere, at once there, by as many indices as before,
/// also where the slice has a lower rank.
ArrayRef<std::string> getWrongPatterns() {
  static const std::string patterns[] = {
      "(anonymous namespace)::FoldInsertPadIntoFill",
      "(anonymous namespace)::SwapExtractSliceOfTransferWrite"};
  return patterns;
}

void addRightCanonicalization(OpPassManager &passes) {
  // As the pass has it where nothing is said.
  GreedyRewriteConfig config;
  config.setUseTopDownTraversal(true);
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Normal);
  passes.addPass(createCanonicalizerPass(config, getWrongPatterns()));
}

/// Without the patterns that make, of a memref.cast and a view that begins at
/// the end of a buffer or is of none of its elements, a view that upstream's
/// verifier refuses, though it may be right: an empty one. And without the one
/// that joins neighbouring branches on the same condition: what all of these
/// compute would have to lie in memory at once.
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
