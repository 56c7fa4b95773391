//===- Aggregates.cpp - ops that stand for several linalg ops -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {

static LogicalResult replaceByParts(linalg::AggregatedOpInterface op) {
  OpBuilder builder(op);
  FailureOr<SmallVector<Value>> results = decompose(op, builder);
  if (failed(results))
    return failure();
  op->replaceAllUsesWith(*results);
  op->erase();
  return success();
}

LogicalResult decomposeAggregates(Operation *root) {
  SmallVector<linalg::AggregatedOpInterface> ops;
  root->walk([&](linalg::AggregatedOpInterface op) { ops.push_back(op); });
  bool areReplaced = true;
  for (linalg::AggregatedOpInterface op : ops)
    if (failed(replaceByParts(op))) {
      areReplaced = false;
      op.emitError("'") << op->getName()
                        << "' has no decomposition in this form";
    }
  return success(areReplaced);
}

void decomposeLinalg(Operation *root) {
  SmallVector<linalg::AggregatedOpInterface> ops;
  root->walk([&](linalg::AggregatedOpInterface op) {
    if (isa<linalg::LinalgDialect>(op->getDialect()))
      ops.push_back(op);
  });
  for (linalg::AggregatedOpInterface op : ops)
    (void)replaceByParts(op);
}

} // namespace ag
