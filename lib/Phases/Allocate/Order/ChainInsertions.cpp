//===- ChainInsertions.cpp - insertions at one place ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Order/ChainInsertions.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

/// Returns true if all ops that use the result of `insertion` come before
/// `end`, an op of its block.
static bool isUnusedFrom(Operation *end, tensor::InsertSliceOp insertion) {
  return llvm::all_of(insertion->getUsers(), [&](Operation *user) {
    Operation *op = end->getBlock()->findAncestorOpInBlock(*user);
    return op && op->isBeforeInBlock(end);
  });
}

void chainInsertions(ModuleOp module) {
  // In program order, by the tensor that is inserted into and the block
  llvm::MapVector<std::pair<Value, Block *>, SmallVector<tensor::InsertSliceOp>>
      found;
  module.walk([&](tensor::InsertSliceOp op) {
    found[{op.getDest(), op->getBlock()}].push_back(op);
  });
  for (auto &[place, insertions] : found)
    for (auto [first, next] :
         llvm::zip(insertions, llvm::drop_begin(insertions)))
      if (next.isSameAs(first, isEqualConstantIntOrValue) &&
          isUnusedFrom(next, first))
        next.getDestMutable().assign(first.getResult());
}

} // namespace ag
