//===- Broadcasts.cpp - broadcasts for each of their readers --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/Broadcasts.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

/// Returns true if it costs almost nothing to recompute the op where its result
/// is read. It is a broadcast, or is computed from constants in few steps, such
/// as a mask.
static bool isBroadcast(Operation *op) {
  if (op->getNumResults() != 1 || !isPureOp(op) || isRematerializable(op))
    return false;
  std::optional<StatedOp> stated = StatedOp::readExact(op);
  if (!stated || stated->spec.combiner)
    return false;
  constexpr size_t mostNodes = 8;
  return repeats(stated->spec) ||
         (stated->spec.body.nodes().size() <= mostNodes &&
          isOfConstants(op->getResult(0)));
}

/// Returns the ops that read a value. Reverses its use list, which begins with
/// the last use.
static SmallVector<Operation *> findReaders(Value value) {
  llvm::SetVector<Operation *> readers;
  for (Operation *user : value.getUsers())
    readers.insert(user);
  return {readers.rbegin(), readers.rend()};
}

void freeConstants(Block &block) {
  for (auto barrier : llvm::make_early_inc_range(block.getOps<BarrierOp>()))
    if (isOfConstants(barrier.getX())) {
      barrier.replaceAllUsesWith(barrier.getX());
      barrier.erase();
    }
}

void splitBroadcasts(Block &block) {
  // Visits readers first, so that their clones get their own operands, too.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (op.use_empty() || op.getResult(0).hasOneUse() || !isBroadcast(&op))
      continue;
    SmallVector<Operation *> readers = findReaders(op.getResult(0));
    for (Operation *reader : llvm::drop_begin(readers)) {
      OpBuilder builder(block.findAncestorOpInBlock(*reader));
      Value own = builder.clone(op)->getResult(0);
      reader->replaceUsesOfWith(op.getResult(0), own);
    }
  }
}

void mergeBroadcasts(Block &block,
                     function_ref<void(Operation *, Operation *)> noteMerged) {
  ValueNumbers numbers;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (!isRematerializable(&op) && !isBroadcast(&op))
      continue;
    Operation *first = numbers.add(&op);
    if (first == &op)
      continue;
    if (noteMerged)
      noteMerged(&op, first);
    op.replaceAllUsesWith(first);
    op.erase();
  }
}

} // namespace ag
