//===- PlainLocations.cpp - one line for each instruction -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PLAINLOCATIONSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
struct PlainLocationsPass
    : WithModels<impl::PlainLocationsPassBase<PlainLocationsPass>> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    Location nowhere = FileLineColLoc::get(context, "", /*line=*/0, /*col=*/0);
    getOperation()->walk([&](Operation *op) {
      if (auto line = op->getLoc()->findInstanceOf<FileLineColLoc>())
        op->setLoc(line);
      else
        op->setLoc(isa<LLVM::CallOp>(op) ? nowhere : UnknownLoc::get(context));
    });
  }
};
} // namespace
} // namespace ag
