//===- ForgetPins.cpp - programs without a mesh ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Phases/Shard/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FORGETPINSPASS
#include "ag/Phases/Shard/Passes.h.inc"

namespace {
struct ForgetPinsPass : WithModels<impl::ForgetPinsPassBase<ForgetPinsPass>> {
  void runOnOperation() override {
    getOperation()->walk([](ShardOp pin) {
      pin.replaceAllUsesWith(pin.getX());
      pin.erase();
    });
  }
};
} // namespace
} // namespace ag
