//===- GroupNest.cpp - ops in one nest of loops ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupNest.h"
#include "Common/Nests/NestExtents.h"
#include "Common/Nests/NestWriter.h"

using namespace mlir;

namespace ag {

LogicalResult makeNest(RewriterBase &rewriter, const NestPlan &plan,
                       const LoopWork &work) {
  NestedOps ops(plan);
  FailureOr<SmallVector<OpFoldResult>> extents =
      findNestExtents(rewriter, plan, ops);
  NestResults results;
  if (failed(extents) || failed(results.find(rewriter, plan, ops)))
    return failure();
  NestWriter(rewriter, plan, ops, *extents, results).make(work);
  return success();
}

} // namespace ag
