//===- ResolveDims.cpp - the pass ag-resolve-dims -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ResolveDims.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_RESOLVEDIMSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
struct ResolveDimsPass
    : WithModels<impl::ResolveDimsPassBase<ResolveDimsPass>> {
  void runOnOperation() override {
    if (!resolveDims(getOperation()))
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
