//===- EqualOps.cpp - ops that are computed once --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Upstream's CSE compares an op with each op that has the same operands. Loops
// that were created for n ops have the same bounds and the same empty tensor,
// and branches have the same condition. The hashes of value numbers include the
// contents of regions, so that fewer different ops are compared.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/EqualOps.h"
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {
namespace {
class EqualOpMerger {
public:
  explicit EqualOpMerger(function_ref<bool(Operation *)> staysApart)
      : staysApart(staysApart) {}

  void mergeInside(Operation *op);

private:
  void merge(Operation *op);
  bool mayMerge(Operation *op);

  function_ref<bool(Operation *)> staysApart;
  /// Ops that stay separate, and the ops that hold them.
  llvm::DenseSet<Operation *> apart;
  ValueNumbers numbers;
};
} // namespace

bool EqualOpMerger::mayMerge(Operation *op) {
  if (apart.contains(op) || (staysApart && staysApart(op))) {
    apart.insert(op->getParentOp());
    return false;
  }
  return !op->hasTrait<OpTrait::IsTerminator>() && isMemoryEffectFree(op) &&
         llvm::all_of(op->getRegions(), [](Region &region) {
           return region.empty() || region.hasOneBlock();
         });
}

void EqualOpMerger::merge(Operation *op) {
  if (isOpTriviallyDead(op)) {
    op->erase();
    return;
  }
  Operation *first = mayMerge(op) ? numbers.add(op) : op;
  if (first == op)
    return;
  if (isa<UnknownLoc>(first->getLoc()))
    first->setLoc(op->getLoc());
  op->replaceAllUsesWith(first);
  op->erase();
}

/// Treats each block of a region as if it dominated no other block of it.
void EqualOpMerger::mergeInside(Operation *op) {
  bool isIsolated = op->mightHaveTrait<OpTrait::IsIsolatedFromAbove>();
  for (Region &region : op->getRegions())
    for (Block &block : region) {
      ValueNumbers::Scope scope(numbers, isIsolated);
      for (Operation &nested : llvm::make_early_inc_range(block)) {
        mergeInside(&nested);
        merge(&nested);
      }
    }
}

void mergeEqualOps(Operation *function,
                   function_ref<bool(Operation *)> staysApart) {
  EqualOpMerger(staysApart).mergeInside(function);
}

} // namespace ag
