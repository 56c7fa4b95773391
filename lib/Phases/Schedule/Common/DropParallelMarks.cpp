//===- DropParallelMarks.cpp - drop marks that programs set themselves ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops that a program marks as parallel are parallel? No loop is trusted
// until a pass that created it marks it: a wrong mark is a data race.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ParallelLoops.h"
#include "ag/Phases/Schedule/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DROPPARALLELMARKSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
struct DropParallelMarksPass
    : WithModels<impl::DropParallelMarksPassBase<DropParallelMarksPass>> {
  void runOnOperation() override {
    bool changed = false;
    getOperation()->walk([&](Operation *op) {
      for (StringRef mark : {parallelAttrName, onThreadsAttrName})
        changed |= op->removeAttr(mark) != nullptr;
    });
    if (!changed)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
