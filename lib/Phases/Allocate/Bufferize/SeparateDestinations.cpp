//===- SeparateDestinations.cpp - a tensor.empty for each use -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The copies of a tensor.empty are numbered from the last use to the first, and
// each branch begins again where the branches' op began. So what branches
// yield, which they compute last, lies in the same one:
//
//   %a = linalg.exp ... outs(%e)                        // copy 3
//   %b = scf.if %c { linalg.exp ... outs(%e) }          // copy 1
//        else { linalg.exp ... outs(%e)                 // copy 2
//               linalg.exp ... outs(%e) }               // copy 1
//   %d = linalg.exp ... outs(%e)                        // copy 0
//
// Before that, loops that threads may share are given a copy inside, each: what
// stands in front of one would be one buffer that all its threads write.
//
//===----------------------------------------------------------------------===//
#include "SeparateDestinations.h"
#include "Destinations.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// The innermost loop around `user` that threads may share and `empty` stands
/// in front of, or null.
scf::ForOp findSharedLoop(Operation *user, tensor::EmptyOp empty) {
  for (Operation *op = user->getParentOp(); op != empty->getParentOp();
       op = op->getParentOp())
    if (auto loop = dyn_cast<scf::ForOp>(op))
      if (loop->hasAttr(parallelAttrName))
        return loop;
  return nullptr;
}

/// Copies `empty` into each loop that threads may share and uses it.
void copyIntoLoops(tensor::EmptyOp empty) {
  llvm::DenseMap<Operation *, Operation *> copies;
  for (OpOperand &use : llvm::make_early_inc_range(empty->getUses()))
    if (scf::ForOp loop = findSharedLoop(use.getOwner(), empty)) {
      Operation *&copy = copies[loop];
      if (!copy)
        copy = OpBuilder::atBlockBegin(loop.getBody()).clone(*empty);
      use.set(copy->getResult(0));
    }
}

/// Which copy of its tensor.empty each use takes: one that no use has which may
/// run as well.
class CopyNumbers {
public:
  void number(Operation *op);
  unsigned operator[](OpOperand &use) const { return numbers.lookup(&use); }

private:
  using Counts = llvm::SmallDenseMap<Operation *, unsigned, 4>;

  void number(Region &region);
  void numberBranches(Operation *op);

  llvm::DenseMap<OpOperand *, unsigned> numbers;
  /// How many copies are taken so far; and how many were, where that changed,
  /// when the walk came to the branch that it is in.
  llvm::DenseMap<Operation *, unsigned> taken;
  Counts *before = nullptr;
};

void CopyNumbers::number(Operation *op) {
  for (OpOperand &use : op->getOpOperands())
    if (auto empty = use.get().getDefiningOp<tensor::EmptyOp>()) {
      unsigned &count = taken[empty];
      if (before)
        before->try_emplace(empty, count);
      numbers[&use] = count++;
    }
  if (op->getNumRegions() > 1 && !hasRegionsInTurn(op))
    return numberBranches(op);
  for (Region &region : op->getRegions())
    number(region);
}

void CopyNumbers::number(Region &region) {
  for (Block &block : llvm::reverse(region))
    for (Operation &op : llvm::reverse(block))
      number(&op);
}

/// In each region the copies are free that were when the walk came to `op`;
/// after it, those that no region took.
void CopyNumbers::numberBranches(Operation *op) {
  Counts *outer = before;
  Counts first, most;
  for (Region &region : op->getRegions()) {
    Counts inside;
    before = &inside;
    number(region);
    for (auto [empty, count] : inside) {
      first.try_emplace(empty, count);
      most[empty] = std::max(most[empty], taken[empty]);
      taken[empty] = count;
    }
  }
  before = outer;
  for (auto [empty, count] : most) {
    taken[empty] = count;
    if (before)
      before->try_emplace(empty, first[empty]);
  }
}
} // namespace

void separateDestinations(ModuleOp module) {
  module.walk(copyIntoLoops);
  CopyNumbers numbers;
  numbers.number(module);
  SmallVector<tensor::EmptyOp> empties;
  module.walk([&](tensor::EmptyOp op) { empties.push_back(op); });
  for (tensor::EmptyOp op : empties) {
    auto uses =
        llvm::map_to_vector(op->getUses(), [](OpOperand &use) { return &use; });
    // Where several are needed at one place they stand in the order of their
    // uses, not in the one in which these were made.
    llvm::sort(uses, [&](OpOperand *a, OpOperand *b) {
      return numbers[*a] > numbers[*b];
    });
    llvm::DenseMap<unsigned, tensor::EmptyOp> copies;
    for (OpOperand *use : uses) {
      tensor::EmptyOp &copy = copies[numbers[*use]];
      if (!copy) {
        OpBuilder builder(
            op->getBlock()->findAncestorOpInBlock(*use->getOwner()));
        copy = cast<tensor::EmptyOp>(builder.clone(*op));
      }
      use->set(copy);
    }
    op.erase();
  }
}

} // namespace ag
