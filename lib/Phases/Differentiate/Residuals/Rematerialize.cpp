//===- Rematerialize.cpp - recomputation in straight-line code ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/Rematerialize.h"
#include "Regions/RegionTags.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace ag {
namespace {
class StraightCode {
public:
  StraightCode(Block &block, const KeepPolicy &policy, bool mayWait)
      : block(block), policy(policy), mayWait(mayWait),
        groups(block, policy.machine,
               [](Operation *op) { return !isBackward(op); }),
        builder(block.getTerminator(), &tagging) {}

  bool run() {
    findForward();
    findReads();
    decision = decideWhatToKeep(
        &block, reads.getArrayRef(), policy,
        [&](Value value) { return forward.contains(value.getDefiningOp()); },
        groups);
    redoesProducts = llvm::any_of(
        decision.redone, [&](Operation *op) { return groups.contains(op); });
    // Without barriers, only groups keep copies separate from their originals.
    if (!mayWait && !redoesProducts)
      return false;
    for (Value value : decision.kept)
      if (!isStack(value))
        explainKept(value, "");
    for (Operation *reader : readers)
      redoFor(reader);
    eraseUnread();
    return mayWait && !copies.empty();
  }

private:
  /// Returns true for a value that an op with regions saves only for the
  /// reverse. A remark has been emitted for it.
  static bool isStack(Value value) {
    return isa<RegionBranchOpInterface>(value.getDefiningOp()) &&
           llvm::all_of(value.getUsers(), [&](Operation *user) {
             return isBackward(
                 value.getParentBlock()->findAncestorOpInBlock(*user));
           });
  }

  /// Finds the ops to decide upon. Returned values, parameters and constants
  /// are available anyway.
  void findForward() {
    for (Operation &op : block.without_terminator()) {
      bool isReturned = llvm::any_of(op.getUsers(), [&](Operation *user) {
        return user == block.getTerminator();
      });
      if (!isBackward(&op) && !isReturned && !isa<ParameterOp>(op) &&
          !matchPattern(&op, m_Constant()))
        forward.insert(&op);
    }
  }

  void findReads() {
    for (Operation &op : block.without_terminator()) {
      if (!isBackward(&op) || isa<tensor::DimOp>(op))
        continue;
      readers.push_back(&op);
      for (Value used : getUsedValues(&op))
        if (forward.contains(used.getDefiningOp()))
          reads.insert(used);
    }
  }

  void redoFor(Operation *reader) {
    builder.setInsertionPoint(reader);
    IRMapping seen;
    for (Value value : getUsedValues(reader))
      if (Value copy = get(value))
        seen.map(value, copy);
    reader->walk([&](Operation *op) {
      for (OpOperand &operand : op->getOpOperands())
        operand.set(seen.lookupOrDefault(operand.get()));
    });
    if (reader->getNumResults() == 0 || !isComputed(reader->getResult(0)))
      return;
    last = getComputed(reader);
    if (!isElementwise(reader))
      inMemory = last;
  }

  /// Returns the value that the reader computes, for barriers to wait for. If
  /// the reader only moves elements of a value that the reverse computed, this
  /// is that value: a broadcast would be materialized for the barrier alone.
  Value getComputed(Operation *reader) {
    Value result = reader->getResult(0);
    bool isPlaced = takesNoTime(reader) && reader->getNumOperands() == 1;
    Operation *source =
        isPlaced ? reader->getOperand(0).getDefiningOp() : nullptr;
    return source && isBackward(source) && isComputed(reader->getOperand(0))
               ? reader->getOperand(0)
               : result;
  }

  bool isRedone(Value value) const {
    return decision.redone.contains(value.getDefiningOp());
  }

  /// Returns a copy of a recomputed value. Returns null if the value is not
  /// recomputed, or if it takes no time and does not depend on copies.
  Value get(Value value) {
    if (!isRedone(value))
      return nullptr;
    if (Value known = again.lookupOrNull(value))
      return known;
    Operation *op = value.getDefiningOp();
    // A fused group recomputes its values in its tiles, so no barrier is
    // necessary. Values computed from constants cost it nothing, and need no
    // copies.
    if (redoesProducts && isOfConstants(value))
      return nullptr;
    llvm::SaveAndRestore<Value> end(groupEnd);
    if (groups.isInside(value))
      groupEnd = groups.getEnd(value);
    llvm::SetVector<Value> used = getUsedValues(op);
    bool isOfCopies = false;
    for (Value each : used)
      isOfCopies |= get(each) != nullptr;
    if (takesNoTime(op) && !isOfCopies)
      return nullptr;
    if (!isOfCopies && !addBarrier(op, used)) {
      // There is nothing to wait for. The original is read, and counts as saved
      // unless it was in a checkpoint.
      if (!getCheckpoint(op))
        decision.redone.erase(op);
      return nullptr;
    }
    addCopy(op);
    return again.lookup(value);
  }

  void addCopy(Operation *op) {
    Operation *copy = builder.clone(*op, again);
    again.map(op->getResults(), copy->getResults());
    copies.insert({copy, op});
  }

  /// Adds a barrier for one of the tensors `used` by `op`, which is enough.
  /// Returns false if there is none, or no value to wait for.
  bool addBarrier(Operation *op, const llvm::SetVector<Value> &used) {
    if (llvm::any_of(used, [&](Value each) { return again.contains(each); }))
      return true;
    Value after = inMemory ? inMemory : last;
    if (groupEnd)
      after = groupEnd;
    const auto *found = llvm::find_if(used, isComputed);
    if (!after || found == used.end())
      return false;
    SmallVector<Operation *> views;
    Value kept = findKept(*found, views);
    if (!again.contains(kept) && mayWait) {
      auto barrier = BarrierOp::create(builder, op->getLoc(), kept, after);
      again.map(kept, barrier.getResult());
      barriers.push_back(barrier);
    }
    for (Operation *view : llvm::reverse(views))
      addCopy(view);
    return true;
  }

  /// Returns the saved value from which ops that take no time, such as
  /// broadcasts, compute `value`. Appends these ops to `views`.
  Value findKept(Value value, SmallVectorImpl<Operation *> &views) const {
    while (isRedone(value) && takesNoTime(value.getDefiningOp())) {
      Operation *op = value.getDefiningOp();
      if (llvm::count_if(op->getOperands(), isComputed) != 1)
        break;
      views.push_back(op);
      value = *llvm::find_if(op->getOperands(), isComputed);
    }
    return value;
  }

  /// Erases originals that no op reads any longer. Their copies are then the
  /// only ones, so their barriers are erased, too.
  void eraseUnread() {
    llvm::DenseSet<Operation *> erased;
    for (Operation *op : llvm::reverse(forward))
      if (isOpTriviallyDead(op)) {
        erased.insert(op);
        op->erase();
      }
    for (auto [copy, op] : copies)
      if (!erased.contains(op))
        explainRedone(op);
    for (BarrierOp barrier : barriers)
      if (llvm::all_of(barrier->getUsers(), [&](Operation *user) {
            return erased.contains(
                copies.lookup(block.findAncestorOpInBlock(*user)));
          })) {
        barrier.replaceAllUsesWith(barrier.getX());
        barrier.erase();
      }
  }

  /// Returns true for a tensor that is no parameter, constant or tensor.empty.
  static bool isComputed(Value value) {
    Operation *op = value.getDefiningOp();
    return isa<RankedTensorType>(value.getType()) &&
           !isa_and_present<tensor::EmptyOp, ParameterOp>(op) &&
           !matchPattern(value, m_Constant());
  }

  Block &block;
  const KeepPolicy &policy;
  /// Whether barriers may keep copies separate from their originals.
  bool mayWait;
  FusedPrimal groups;
  BackwardTagging tagging;
  OpBuilder builder;
  llvm::SetVector<Operation *> forward;
  SmallVector<Operation *> readers;
  llvm::SetVector<Value> reads;
  SaveOrRecompute decision;
  /// Copies and barriers that take the place of forward values in the reverse.
  IRMapping again;
  /// Whether groups recompute contractions.
  bool redoesProducts = false;
  /// The last result of the group whose values are being copied, or null.
  Value groupEnd;
  /// The value that the reverse computed last, and the last one that is in
  /// memory.
  Value last, inMemory;
  /// Each copy, and its original.
  llvm::MapVector<Operation *, Operation *> copies;
  SmallVector<BarrierOp> barriers;
};

bool hasOpsOfAG(func::FuncOp function) {
  return function
      .walk([](Operation *op) {
        return isa_and_present<AGDialect>(op->getDialect())
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}
} // namespace

bool rematerialize(func::FuncOp derivative, const KeepPolicy &policy) {
  return StraightCode(derivative.getBody().front(), policy,
                      hasOpsOfAG(derivative))
      .run();
}

} // namespace ag
