//===- IndexLoops.cpp - scf loops that count in index ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/AffineLoops.h"
#include "ag/Phases/Common/CountInIndex.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_INDEXLOOPSPASS
#include "ag/Phases/Trace/Passes.h.inc"

namespace {
struct IndexLoopsPass : WithModels<impl::IndexLoopsPassBase<IndexLoopsPass>> {
  void runOnOperation() override {
    if (failed(lowerAffineLoops(getOperation())))
      return signalPassFailure();
    WalkResult result = getOperation()->walk(
        [](scf::ForOp loop) { return WalkResult(countInIndex(loop)); });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
