//===- FailureBlock.cpp - returns of a failure ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/FailureBlock.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"

using namespace mlir;

namespace ag {

OpBuilder beginFailure(Operation *op, Value holds) {
  Block *block = op->getBlock();
  Block *next = block->splitBlock(op->getNextNode());
  Block *failure = new Block();
  failure->insertBefore(next);
  auto builder = OpBuilder::atBlockEnd(block);
  cf::CondBranchOp::create(builder, op->getLoc(), holds, next, ValueRange(),
                           failure, ValueRange());
  builder.setInsertionPointToEnd(failure);
  return builder;
}

} // namespace ag
