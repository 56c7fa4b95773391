//===- ChainInsertions.cpp - insertions at one place ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Order/ChainInsertions.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "llvm/ADT/DenseMap.h"

using namespace mlir;

namespace ag {
namespace {
/// The insertions into one tensor.
class InsertionChain {
public:
  void chain(tensor::InsertSliceOp next);

private:
  tensor::InsertSliceOp findBefore(Operation *op) const;

  /// The last one of each block, so far
  llvm::DenseMap<Block *, tensor::InsertSliceOp> last;
};

/// Returns the last insertion of the block of `op`, or else of the innermost
/// block around it. Only choices are between that block and `op`, as an op in a
/// loop would write a buffer again that the loop does not carry.
tensor::InsertSliceOp InsertionChain::findBefore(Operation *op) const {
  while (true) {
    if (tensor::InsertSliceOp found = last.lookup(op->getBlock()))
      return found;
    op = op->getParentOp();
    if (!isChoice(op))
      return nullptr;
  }
}

/// Returns true if `user` runs before `op`, or never if `op` runs. They are in
/// one block, or in blocks of choices in that block.
bool isUnusedFrom(Operation *op, Operation *user) {
  if (insideMutuallyExclusiveRegions(user, op))
    return true;
  Operation *before = op->getBlock()->findAncestorOpInBlock(*user);
  while (!before) {
    op = op->getParentOp();
    before = op->getBlock()->findAncestorOpInBlock(*user);
  }
  return before != op && before->isBeforeInBlock(op);
}

/// The number of uses of an insertion up to which another one follows it. Each
/// is compared with each op in choices that may follow.
constexpr unsigned mostUses = 64;

void InsertionChain::chain(tensor::InsertSliceOp next) {
  tensor::InsertSliceOp first = findBefore(next);
  last[next->getBlock()] = next;
  if (first && !llvm::hasNItemsOrMore(first->getUses(), mostUses) &&
      next.isSameAs(first, isEqualConstantIntOrValue) &&
      llvm::all_of(first->getUsers(),
                   [&](Operation *user) { return isUnusedFrom(next, user); }))
    next.getDestMutable().assign(first.getResult());
}
} // namespace

void chainInsertions(ModuleOp module) {
  llvm::DenseMap<Value, InsertionChain> found;
  module.walk([&](tensor::InsertSliceOp op) { found[op.getDest()].chain(op); });
}

} // namespace ag
