//===- InlineRegions.cpp - regions as their bodies ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/InlineRegions.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

void inlineRegions(func::FuncOp function) {
  SmallVector<RegionOp> regions;
  function.walk<WalkOrder::PreOrder>(
      [&](RegionOp op) { regions.push_back(op); });
  IRRewriter rewriter(function.getContext());
  for (RegionOp op : regions) {
    rewriter.setInsertionPoint(op);
    op.inlineBody(rewriter);
  }
}

} // namespace ag
