//===- NestWriter.cpp - creation of a nest of loops -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "Common/Nests/GroupMarks.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

void NestWriter::make(const LoopWork &work) {
  Block *block = rewriter.getInsertionBlock();
  Block::iterator end = rewriter.getInsertionPoint();
  Operation *before = end == block->begin() ? nullptr : &*std::prev(end);
  iteration.start();
  if (plan.blockLoops > 0)
    makeGrid(work);
  else
    makeLevel(0);
  // Takes the mark from the first op that has one: ops that only move elements
  // have none.
  auto *marked = llvm::find_if(plan.ops, [](const NestedOp &op) {
    return op.getOp()->hasAttr(groupMarkName);
  });
  if (marked != plan.ops.end())
    markNest(marked->getOp(),
             before ? std::next(before->getIterator()) : block->begin(), end);
  for (NestResult &each : results.getAll()) {
    Value whole = each.whole;
    if (whole.getType() != each.result.getType())
      whole = tensor::CastOp::create(rewriter, each.result.getLoc(),
                                     each.result.getType(), whole);
    rewriter.replaceAllUsesWith(each.result, whole);
  }
  for (const NestedOp &op : llvm::reverse(plan.ops))
    rewriter.eraseOp(op.getOp());
}

} // namespace ag
