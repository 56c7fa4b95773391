//===- SeparateDestinations.cpp - a tensor.empty for each use -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each use gets the number of a copy of its tensor.empty, from the last use to
// the first. All branches of an op start with the same number, so the values
// that they yield, which are computed last, get the same copy:
//
//   %a = linalg.exp ... outs(%e)                        // copy 3
//   %b = scf.if %c { linalg.exp ... outs(%e) }          // copy 1
//        else { linalg.exp ... outs(%e)                 // copy 2
//               linalg.exp ... outs(%e) }               // copy 1
//   %d = linalg.exp ... outs(%e)                        // copy 0
//
// Before that, each loop that threads may share gets a copy in its body. A
// tensor.empty before the loop would be one buffer that all threads write.
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
/// Returns the innermost loop around `user` that threads may share and that
/// does not contain `empty`; null if there is none.
scf::ForOp findSharedLoop(Operation *user, tensor::EmptyOp empty) {
  for (Operation *op = user->getParentOp(); op != empty->getParentOp();
       op = op->getParentOp())
    if (auto loop = dyn_cast<scf::ForOp>(op))
      if (loop->hasAttr(parallelAttrName))
        return loop;
  return nullptr;
}

/// Copies `empty` into each loop that uses it and that threads may share.
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

/// Assigns each use the number of a copy of its tensor.empty. Two uses share a
/// copy only if at most one of them runs.
class CopyNumbers {
public:
  void number(Operation *op);
  unsigned operator[](OpOperand &use) const { return numbers.lookup(&use); }

private:
  using Counts = llvm::SmallDenseMap<Operation *, unsigned, 4>;

  void number(Region &region);
  void numberBranches(Operation *op);

  llvm::DenseMap<OpOperand *, unsigned> numbers;
  /// The number of copies of each tensor.empty taken so far.
  llvm::DenseMap<Operation *, unsigned> taken;
  /// The same numbers at the start of the current branch, for each tensor.empty
  /// that it uses; null outside of branches.
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
  if (op->getNumRegions() > 1 && !hasSequentialRegions(op))
    return numberBranches(op);
  for (Region &region : op->getRegions())
    number(region);
}

void CopyNumbers::number(Region &region) {
  for (Block &block : llvm::reverse(region))
    for (Operation &op : llvm::reverse(block))
      number(&op);
}

/// Starts each region with the numbers at `op`. Ops before `op`, which are
/// visited later, continue with the largest number of any region.
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
    // Copies for one position are created in the order of their uses in the
    // program, which may not be the order of the use list.
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
