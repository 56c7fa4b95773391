//===- ForgetRules.cpp - regions without their derivatives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Phases/Trace/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FORGETRULESPASS
#include "ag/Phases/Trace/Passes.h.inc"

namespace {
struct ForgetRulesPass
    : WithModels<impl::ForgetRulesPassBase<ForgetRulesPass>> {
  void runOnOperation() override {
    getOperation()->walk([](RegionOp region) {
      region.removeVjpAttr();
      region.setSurrogate(false);
      region.setCheckpoint(false);
    });
  }
};
} // namespace
} // namespace ag
