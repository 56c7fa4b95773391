//===- Residuals.cpp - forward values that the reverse reads --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/Residuals.h"
#include "Regions/DeadIterArgs.h"
#include "Regions/LoopStacks.h"
#include "Regions/RegionTags.h"
#include "Residuals/EnclosingBlocks.h"
#include "Residuals/PartialReads.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

namespace {
/// Erases checks from the copy of a loop; the original has made them.
void eraseDemands(scf::ForOp loop) {
  loop.walk([](Operation *op) {
    if (isa<RequireOp, cf::AssertOp>(op))
      op->erase();
  });
}

Value createSizeAfter(Value tensor, int64_t dim) {
  OpBuilder builder(tensor.getContext());
  builder.setInsertionPointAfterValue(tensor);
  return tensor::DimOp::create(builder, tensor.getLoc(), tensor, dim);
}

//===----------------------------------------------------------------------===//
// One block
//===----------------------------------------------------------------------===//

class BlockResiduals {
public:
  BlockResiduals(const ReversedBlock &block, const EnclosingBlocks &enclosing,
                 ArrayRef<Operation *> partialReads, const KeepPolicy &policy,
                 OpBuilder::Listener &listener)
      : forward(block.forward), block(block), enclosing(enclosing),
        partialReads(partialReads), policy(policy),
        builder(block.reverse->getParentOp()->getContext(), &listener) {}

  LogicalResult run() {
    for (auto loop : llvm::to_vector(forward->getOps<scf::ForOp>()))
      splitLoop(loop);
    readSizes();
    moveToForward(partialReads, forward);
    builder.setInsertionPointToStart(block.reverse);
    findReads();
    decide();
    for (OpOperand *use : reads)
      if (failed(plan(use->get())))
        return failure();
    if (failed(keep()))
      return failure();
    for (OpOperand *use : reads)
      use->set(get(use->get()));
    return success();
  }

private:
  /// Lets the reverse read the results of a copy of a loop in a checkpoint. The
  /// copy has no other iter_args, whose init operands would have to be saved
  /// for it.
  void splitLoop(scf::ForOp loop) {
    auto isReadInReverse = [&](OpOperand &use) {
      return block.reverse->getParentOp()->isProperAncestor(use.getOwner());
    };
    if (!getCheckpoint(loop) || llvm::none_of(loop->getUses(), isReadInReverse))
      return;
    OpBuilder after(loop->getContext());
    after.setInsertionPointAfter(loop);
    auto again = cast<scf::ForOp>(after.clone(*loop));
    eraseDemands(again);
    if (!isMemoryEffectFree(again)) {
      again.erase();
      return;
    }
    for (auto [from, to] : llvm::zip(loop.getResults(), again.getResults()))
      from.replaceUsesWithIf(to, isReadInReverse);
    eraseDeadIterArgs(loop);
    eraseDeadIterArgs(again);
  }

  /// Lets the reverse read the sizes of tensors, and not the tensors for their
  /// sizes. For a choice, only sizes that are known outside are replaced: it
  /// returns its tensors without a copy.
  void readSizes() {
    block.reverse->walk([&](tensor::DimOp op) {
      std::optional<int64_t> dim = op.getConstantIndex();
      if (!dim || !isHere(op.getSource()))
        return;
      Value size = block.iteration
                       ? createSizeAfter(op.getSource(), *dim)
                       : findSizeOutside(op.getSource(), *dim, forward);
      if (!size)
        return;
      op.replaceAllUsesWith(size);
      op.erase();
    });
  }

  void findReads() {
    block.reverse->walk([&](Operation *op) {
      for (OpOperand &use : op->getOpOperands())
        if (isHere(use.get()))
          reads.push_back(&use);
    });
  }

  void decide() {
    auto values =
        llvm::map_to_vector(reads, [](OpOperand *use) { return use->get(); });
    FusedPrimal groups(*forward, policy.machine,
                       [](Operation *) { return true; });
    decision = decideWhatToKeep(
        forward, values, policy,
        [&](Value value) { return enclosing.countCopies(value); }, groups);
  }

  bool isHere(Value value) const { return value.getParentBlock() == forward; }

  /// Maps a size to one that is known outside. Returns false if no bound
  /// determines it.
  bool planSize(tensor::DimOp op) {
    std::optional<int64_t> dim = getConstantIntValue(op.getDimension());
    Value size = dim ? findSizeOutside(op.getSource(), *dim, forward) : nullptr;
    if (size)
      available.map(op.getResult(), size);
    return !!size;
  }

  /// Plans whether `value` is saved or recomputed, and with it its sizes or
  /// operands.
  LogicalResult plan(Value value) {
    if (!isHere(value) || !planned.insert(value).second)
      return success();
    Operation *op = value.getDefiningOp();
    if (isIndex(value))
      return success();
    // A size that is not known outside is saved itself, and not read from its
    // tensor.
    auto dim = value.getDefiningOp<tensor::DimOp>();
    if (dim && planSize(dim))
      return success();
    if (op && !dim && isRedone(op, value)) {
      explainRedone(op);
      return planAll(getUsedValues(op).getArrayRef());
    }
    // A choice can return a tensor of any size.
    auto kept =
        block.iteration ? planRoom(value, forward) : Kept{value, {}, {}};
    if (!kept)
      return planAgain(value);
    // The number of used slots of a stack does not matter.
    if (isStack(value))
      kept->sizes.assign(kept->sizes.size(), nullptr);
    toKeep.push_back(*kept);
    for (Value size : kept->sizes)
      if (size && failed(plan(size)))
        return failure();
    return success();
  }

  LogicalResult planAll(ArrayRef<Value> values) {
    for (Value value : values)
      if (failed(plan(value)))
        return failure();
    return success();
  }

  /// Recomputes a value whose largest size is unknown. Fails, with an error, if
  /// its op has effects or it is a block argument.
  LogicalResult planAgain(Value value) {
    Operation *op = value.getDefiningOp();
    if (op && isMemoryEffectFree(op))
      return planAll(getUsedValues(op).getArrayRef());
    return emitError(value.getLoc())
           << "a value of this loop is needed in reverse, but nothing says how "
              "large it is at most: a "
           << value.getType();
  }

  /// Returns true if the value is recomputed. For sizes nothing was decided;
  /// they are if it takes no time.
  bool isRedone(Operation *op, Value value) const {
    return decision.redone.contains(op) ||
           (!decision.kept.contains(value) && takesNoTime(op));
  }

  bool isIndex(Value value) const {
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument || !block.iteration)
      return false;
    auto loop = cast<LoopLikeOpInterface>(forward->getParentOp());
    return argument == loop.getLoopInductionVars()->front();
  }

  LogicalResult keep() {
    if (block.iteration)
      placeBuilder();
    if (toKeep.empty())
      return success();
    for (const Kept &kept : toKeep)
      explainKept(kept.value,
                  block.iteration ? ", in each iteration of a loop" : "");
    if (!block.iteration) {
      SmallVector<Value> results = keepOfChoice(forward, toKeep);
      for (auto [kept, result] : llvm::zip_equal(toKeep, results))
        available.map(kept.value, result);
      return success();
    }
    FailureOr<SmallVector<Value>> stacks = keepOfLoop(forward, toKeep);
    if (failed(stacks))
      return failure();
    forward = &stacks->front().getDefiningOp()->getRegion(0).front();
    for (auto [kept, stack] : llvm::zip_equal(toKeep, *stacks))
      stackOf[kept.value] = {&kept, stack};
    return success();
  }

  /// Sets the insertion point after the iteration's number and index.
  void placeBuilder() {
    Operation *last = nullptr;
    for (Value number : {block.iteration, block.index}) {
      Operation *op = number.getDefiningOp();
      if (op && op->getBlock() == block.reverse &&
          (!last || last->isBeforeInBlock(op)))
        last = op;
    }
    if (last)
      builder.setInsertionPointAfter(last);
  }

  /// Returns the value that takes the place of `value` in the reverse.
  Value get(Value value) {
    if (Value known = available.lookupOrNull(value))
      return known;
    if (!isHere(value))
      return value;
    Value seen = block.index;
    if (auto stacked = stackOf.find(value); stacked != stackOf.end())
      seen = getPopped(*stacked->second.first, stacked->second.second);
    else if (Operation *op = value.getDefiningOp())
      seen = runAgain(op)->getResult(cast<OpResult>(value).getResultNumber());
    available.map(value, seen);
    return seen;
  }

  Value getPopped(const Kept &kept, Value stack) {
    SmallVector<OpFoldResult> sizes = kept.room;
    for (auto [dim, size] : llvm::enumerate(kept.sizes))
      if (size)
        sizes[dim] = get(size);
    return pop(kept, stack, block.iteration, sizes, builder);
  }

  Operation *runAgain(Operation *op) {
    for (Value used : getUsedValues(op))
      available.map(used, get(used));
    Operation *again = builder.clone(*op, available);
    for (auto [from, to] : llvm::zip(op->getResults(), again->getResults()))
      available.map(from, to);
    return again;
  }

  Block *forward;
  const ReversedBlock &block;
  const EnclosingBlocks &enclosing;
  ArrayRef<Operation *> partialReads;
  const KeepPolicy &policy;
  SaveOrRecompute decision;
  OpBuilder builder;
  SmallVector<OpOperand *> reads;
  llvm::DenseSet<Value> planned;
  SmallVector<Kept> toKeep;
  llvm::DenseMap<Value, std::pair<const Kept *, Value>> stackOf;
  /// The values that take the place of forward and outer values in the reverse.
  IRMapping available;
};
} // namespace

LogicalResult keepResiduals(ArrayRef<ReversedBlock> blocks,
                            const KeepPolicy &policy,
                            OpBuilder::Listener &listener) {
  llvm::DenseSet<Block *> reversed;
  for (const ReversedBlock &block : blocks)
    reversed.insert(block.forward);
  SmallVector<EnclosingBlocks> enclosing;
  for (const ReversedBlock &block : blocks)
    enclosing.emplace_back(block.forward, reversed);
  SmallVector<SmallVector<Operation *>> reads =
      findPartialReads(blocks, enclosing);
  for (auto [block, around, partial] :
       llvm::zip_equal(blocks, enclosing, reads)) {
    BlockResiduals residuals(block, around, partial, policy, listener);
    if (failed(residuals.run()))
      return failure();
  }
  return success();
}

} // namespace ag
