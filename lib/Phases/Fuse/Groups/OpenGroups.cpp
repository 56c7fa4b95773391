//===- OpenGroups.cpp - the pass ag-open-groups ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Phases/Fuse/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_OPENGROUPSPASS
#include "ag/Phases/Fuse/Passes.h.inc"

namespace {
struct OpenGroupsPass : WithModels<impl::OpenGroupsPassBase<OpenGroupsPass>> {
  void runOnOperation() override { openAllGroups(getOperation()); }
};
} // namespace
} // namespace ag
