//===- InlineBodies.cpp - regions and groups, inlined ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

/// Inlines the bodies of all ops of one kind. Returns true if there were any.
template <typename OpT> static bool inlineAll(func::FuncOp function) {
  SmallVector<OpT> ops;
  function.walk([&](OpT op) { ops.push_back(op); });
  IRRewriter rewriter(function.getContext());
  for (OpT op : ops) {
    rewriter.setInsertionPoint(op);
    op.inlineBody(rewriter);
  }
  return !ops.empty();
}

void inlineBodies(func::FuncOp function) {
  inlineAll<BodyOpInterface>(function);
}

void openGroups(func::FuncOp function) { inlineAll<FusedOp>(function); }

void openAllGroups(ModuleOp module) {
  bool isOpened = false;
  for (auto function : module.getOps<func::FuncOp>())
    isOpened |= inlineAll<FusedOp>(function);
  if (isOpened)
    module->setAttr(fuseAgainAttrName, UnitAttr::get(module.getContext()));
}

} // namespace ag
