//===- GroupMarks.cpp - of which group an op was --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupMarks.h"
#include "ag/Analysis/LoadOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {

/// A fill only makes what others write onto.
static bool isComputing(Operation *op) {
  return isa<linalg::LinalgOp>(op) && !isa<linalg::FillOp>(op);
}

void GroupMarker::notifyOperationInserted(Operation *op,
                                          OpBuilder::InsertPoint previous) {
  bool isMade = !previous.isSet();
  if (isMade && mark && isComputing(op))
    op->setAttr(groupMarkName, mark);
}

void markLoneOps(func::FuncOp function, int64_t first) {
  LoadOps load(function);
  OpBuilder builder(function.getContext());
  function.walk([&](Operation *op) {
    if (isComputing(op) && !op->getParentOfType<FusedOp>() &&
        !load.contains(op))
      op->setAttr(groupMarkName, builder.getI64IntegerAttr(first++));
  });
}

void markGroup(FusedOp group, Attribute number) {
  group->walk([&](Operation *op) {
    if (isComputing(op))
      op->setAttr(groupMarkName, number);
  });
}

void dropGroupMarks(Operation *function) {
  function->walk([](Operation *op) { op->removeAttr(groupMarkName); });
}

} // namespace ag
