//===- InlineBodies.cpp - parts of a program as their bodies --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/InlineBodies.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

template <typename OpT> static void inlineAll(func::FuncOp function) {
  SmallVector<OpT> ops;
  function.walk([&](OpT op) { ops.push_back(op); });
  IRRewriter rewriter(function.getContext());
  for (OpT op : ops) {
    rewriter.setInsertionPoint(op);
    op.inlineBody(rewriter);
  }
}

void inlineBodies(func::FuncOp function) {
  inlineAll<BodyOpInterface>(function);
}

void openGroups(func::FuncOp function) { inlineAll<FusedOp>(function); }

} // namespace ag
