//===- DeadIterArgs.cpp - iter_args that no op reads ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/DeadIterArgs.h"
#include "ag/Analysis/UsedValues.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
/// Finds the iter_args of a loop that are read: their results are used, or they
/// lead to one that is read or to an op with effects.
class ReadCarried {
public:
  explicit ReadCarried(scf::ForOp loop)
      : loop(loop), isRead(loop.getNumResults()) {
    for (auto [number, result] : llvm::enumerate(loop.getResults()))
      if (!result.use_empty())
        read(number);
    for (Operation &op : loop.getBody()->without_terminator())
      if (!isMemoryEffectFree(&op))
        read(&op);
    while (!pending.empty())
      read(pending.pop_back_val());
  }

  const llvm::BitVector &get() const { return isRead; }

private:
  void read(unsigned number) {
    if (isRead[number])
      return;
    isRead.set(number);
    pending.push_back(loop.getYieldedValues()[number]);
  }

  void read(Operation *op) {
    if (seen.insert(op).second)
      llvm::append_range(pending, getUsedValues(op));
  }

  void read(Value value) {
    if (value.getParentBlock() != loop.getBody())
      return;
    if (Operation *op = value.getDefiningOp())
      return read(op);
    if (value != loop.getInductionVar())
      read(cast<BlockArgument>(value).getArgNumber() -
           loop.getNumInductionVars());
  }

  scf::ForOp loop;
  llvm::BitVector isRead;
  llvm::DenseSet<Operation *> seen;
  SmallVector<Value> pending;
};

/// Erases dead ops of the block, which computed erased iter_args. Adds them,
/// and the ops in them, to `erased`.
void eraseDead(Block &block, llvm::DenseSet<Operation *> &erased) {
  SmallVector<Operation *> ops;
  for (Operation &op : block.without_terminator())
    ops.push_back(&op);
  for (Operation *op : llvm::reverse(ops))
    if (isOpTriviallyDead(op)) {
      op->walk([&](Operation *nested) { erased.insert(nested); });
      op->erase();
    }
}

/// Replaces the loop by one without its unread iter_args.
void eraseUnread(scf::ForOp loop, llvm::DenseSet<Operation *> &erased) {
  ReadCarried carried(loop);
  const llvm::BitVector &isRead = carried.get();
  if (isRead.all())
    return;
  auto select = [&](ValueRange values) {
    SmallVector<Value> selected;
    for (unsigned number : isRead.set_bits())
      selected.push_back(values[number]);
    return selected;
  };
  Block *body = loop.getBody();
  SmallVector<Value> yielded = select(loop.getYieldedValues());
  IRRewriter rewriter(loop.getContext());
  rewriter.setInsertionPoint(loop);
  auto smaller = scf::ForOp::create(rewriter, loop.getLoc(),
                                    loop.getLowerBound(), loop.getUpperBound(),
                                    loop.getStep(), select(loop.getInitArgs()));
  smaller->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  body->getTerminator()->setOperands(yielded);
  SmallVector<Value> arguments{smaller.getInductionVar()};
  unsigned next = 0;
  for (unsigned number = 0; number < isRead.size(); ++number)
    arguments.push_back(isRead[number] ? smaller.getRegionIterArg(next++)
                                       : loop.getInitArgs()[number]);
  Block *into = smaller.getBody();
  if (!into->empty())
    rewriter.eraseOp(&into->back());
  rewriter.mergeBlocks(body, into, arguments);
  next = 0;
  for (unsigned number : isRead.set_bits())
    loop.getResult(number).replaceAllUsesWith(smaller.getResult(next++));
  loop.erase();
  eraseDead(*into, erased);
}
} // namespace

void eraseDeadIterArgs(scf::ForOp loop) {
  llvm::DenseSet<Operation *> erased;
  eraseUnread(loop, erased);
}

void eraseDeadIterArgs(func::FuncOp function) {
  SmallVector<scf::ForOp> loops;
  function.walk<WalkOrder::PreOrder>(
      [&](scf::ForOp loop) { loops.push_back(loop); });
  // Outer loops come first, as they may erase users of an inner loop's results.
  llvm::DenseSet<Operation *> erased;
  for (scf::ForOp loop : loops)
    if (!erased.contains(loop))
      eraseUnread(loop, erased);
}

} // namespace ag
