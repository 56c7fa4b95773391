//===- TileGroups.cpp - groups become loops -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is computed of a group (ag.fused)? Its ops, one by one.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Schedule/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILEGROUPSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
struct TileGroupsPass : impl::TileGroupsPassBase<TileGroupsPass> {
  void runOnOperation() override { openGroups(getOperation()); }
};
} // namespace
} // namespace ag
