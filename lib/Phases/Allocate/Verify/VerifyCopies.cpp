//===- VerifyCopies.cpp - loops that copy more than they use --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/LoopCopies.h"
#include "ag/Phases/Allocate/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_VERIFYCOPIESPASS
#include "ag/Phases/Allocate/Passes.h.inc"

namespace {
struct VerifyCopiesPass
    : WithModels<impl::VerifyCopiesPassBase<VerifyCopiesPass>> {
  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (!copiesMoreThanUsed(op))
        return;
      op->emitError("copies all of a ")
          << op->getOperand(0).getType()
          << " in each iteration, which otherwise only uses slices of it";
      signalPassFailure();
    });
    markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
