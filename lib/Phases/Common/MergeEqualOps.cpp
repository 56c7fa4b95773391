//===- MergeEqualOps.cpp - the pass ag-merge-equal-ops --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/EqualOps.h"
#include "ag/Phases/Common/Passes.h"

namespace ag {
#define GEN_PASS_DEF_MERGEEQUALOPSPASS
#include "ag/Phases/Common/Passes.h.inc"

namespace {
struct MergeEqualOpsPass
    : WithModels<impl::MergeEqualOpsPassBase<MergeEqualOpsPass>> {
  void runOnOperation() override { mergeEqualOps(getOperation()); }
};
} // namespace

} // namespace ag
