//===- CleanUp.cpp - what stands between many passes ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CleanUp.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {

/// Without the patterns that make, of a memref.cast and a view that begins at
/// the end of a buffer or is of none of its elements, a view that upstream's
/// verifier refuses, though it may be right: an empty one. And without the one
/// that joins neighbouring branches on the same condition: what all of these
/// compute would have to lie in memory at once.
void addCanonicalization(OpPassManager &passes) {
  passes.addPass(createCanonicalizerPass(
      GreedyRewriteConfig(),
      {"(anonymous namespace)::SubViewOpMemRefCastFolder",
       "CollapseShapeOpMemRefCastFolder",
       "(anonymous namespace)::CombineIfs"}));
}

void addCleanUp(OpPassManager &passes) {
  addCanonicalization(passes);
  passes.addPass(createCSEPass());
}

} // namespace ag
