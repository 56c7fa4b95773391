//===- Destinations.cpp - where tensors are computed ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Upstream's elimination of empty tensors walks back from an insertion to the
// tensor.empty in which the source was computed, and replaces it by the
// destination. This is right if no tensor on the way is used afterwards. If one
// is,
//
//   %a = linalg.exp ... outs(%e)
//   %b = scf.for ... iter_args(%i = %a)       // may be in place
//   put %b into %r
//   put %a into %s                            // but this reads %a
//
// then %r cannot be the buffer of %a.
//
//===----------------------------------------------------------------------===//
#include "Destinations.h"
#include "CopyCarried.h"
#include "InsertEarly.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Dominance.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {

bool areEffectFree(Operation *first, Operation *end) {
  return llvm::all_of(
      llvm::make_range(first->getIterator(), end->getIterator()),
      [](Operation &op) { return isMemoryEffectFree(&op); });
}

bool isBefore(Operation *a, Operation *b) {
  for (Operation *outer = a; outer; outer = outer->getParentOp())
    if (Operation *other = outer->getBlock()
                               ? outer->getBlock()->findAncestorOpInBlock(*b)
                               : nullptr)
      return outer != other && outer->isBeforeInBlock(other);
  return false;
}

bool hasSequentialRegions(Operation *op) {
  SmallVector<Operation *, 2> starts;
  for (Region &region : op->getRegions())
    if (!region.empty() && !region.front().empty())
      starts.push_back(&region.front().front());
  for (size_t k = 1; k < starts.size(); ++k)
    if (!insideMutuallyExclusiveRegions(starts[k - 1], starts[k]))
      return true;
  return false;
}

/// Returns true if `insertion` can be moved into the branches of `branch`. Its
/// operands, except the source, must be available before `branch`, and no op in
/// between may have an effect or use the destination. `branch` may have no
/// other tensor result: the upstream analysis may not see that several
/// insertions are disjoint.
static bool canInsertInside(tensor::InsertSliceOp insertion, Operation *branch,
                            const DominanceInfo &dominance) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  if (llvm::count_if(branch->getResultTypes(), isTensor) != 1 ||
      branch->getBlock() != insertion->getBlock())
    return false;
  Operation *user = findLastUser(insertion.getDest(), insertion);
  if (user && branch->isBeforeInBlock(user))
    return false;
  return areEffectFree(branch->getNextNode(), insertion) &&
         llvm::all_of(insertion->getOpOperands(), [&](OpOperand &operand) {
           return &operand == &insertion.getSourceMutable() ||
                  dominance.properlyDominates(operand.get(), branch);
         });
}

void insertInBranches(ModuleOp module) {
  DominanceInfo dominance(module);
  SmallVector<tensor::InsertSliceOp> insertions;
  module.walk([&](tensor::InsertSliceOp op) { insertions.push_back(op); });
  while (!insertions.empty()) {
    tensor::InsertSliceOp insertion = insertions.pop_back_val();
    Value result = insertion.getSource();
    SmallVector<OpOperand *> chosen = getChosen(result);
    if (chosen.empty() || !result.hasOneUse() ||
        !canInsertInside(insertion, result.getDefiningOp(), dominance))
      continue;
    for (OpOperand *value : chosen) {
      // The branch yields the destination itself.
      if (replacesAll(insertion) && value->get() == insertion.getDest())
        continue;
      OpBuilder builder(value->getOwner());
      auto inside =
          cast<tensor::InsertSliceOp>(builder.clone(*insertion.getOperation()));
      inside.getSourceMutable().assign(value->get());
      value->set(inside.getResult());
      insertions.push_back(inside);
    }
    result.setType(insertion.getType());
    insertion.replaceAllUsesWith(result);
    insertion.erase();
  }
}

namespace {
/// Returns the results and iter_args that may be in the buffer of `use`.
SmallVector<Value> getOperandAliases(OpOperand &use,
                                     OneShotAnalysisState &state) {
  SmallVector<Value> aliases;
  for (const AliasingValue &alias : state.getAliasingValues(use))
    aliases.push_back(alias.value);
  if (std::optional<CarriedValue> carried = getCarriedFrom(use))
    aliases.push_back(carried->argument);
  return aliases;
}

/// Returns true if no op after `insertion` reads or forwards a value that may
/// be in the buffer of `empty`. Branches that exclude `insertion` are ignored.
bool endsBy(tensor::EmptyOp empty, Operation *insertion,
            OneShotAnalysisState &state) {
  SetVector<Value> chain;
  chain.insert(empty.getResult());
  for (unsigned number = 0; number < chain.size(); ++number)
    for (OpOperand &use : chain[number].getUses()) {
      Operation *user = use.getOwner();
      if (user == insertion || insideMutuallyExclusiveRegions(user, insertion))
        continue;
      SmallVector<Value> aliases = getOperandAliases(use, state);
      bool matters = !aliases.empty() || state.bufferizesToMemoryRead(use);
      if (matters && !isBefore(user, insertion))
        return false;
      chain.insert_range(aliases);
    }
  return true;
}
} // namespace

/// Calls `visit` with the tensor operands that the analysis copies.
static void visitCopied(ModuleOp module, OneShotAnalysisState &state,
                        llvm::function_ref<void(OpOperand &)> visit) {
  module.walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      if (isa<TensorType>(operand.get().getType()) && !state.isInPlace(operand))
        visit(operand);
  });
}

/// Returns true if an operand of `insertion` other than its source is a result
/// of an op that contains `empty`. This result is not available inside of the
/// op, which buildSubsetExtraction does not check.
///
///   %r = scf.if ... { ... tensor.empty ... }
///   tensor.insert_slice (tensor.cast %r) into %r[0] [4] [1]
static bool needsResultAround(tensor::EmptyOp empty,
                              SubsetInsertionOpInterface insertion) {
  return llvm::any_of(insertion->getOpOperands(), [&](OpOperand &operand) {
    Operation *op = operand.get().getDefiningOp();
    return &operand != &insertion.getSourceOperand() && op &&
           op->isProperAncestor(empty);
  });
}

/// Returns `part` cast to `type`; null if `part` is null or cannot be cast.
static Value castTo(RankedTensorType type, Value part, OpBuilder &builder) {
  if (!part || part.getType() == type)
    return part;
  if (!tensor::CastOp::areCastCompatible(part.getType(), type))
    return {};
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(part);
  return tensor::CastOp::create(builder, part.getLoc(), type, part);
}

/// Returns the uses of each tensor.empty whose buffer, passed from op to op,
/// holds the source of `insertion`. Branches that exclude each other may use
/// the same tensor.empty.
static SmallVector<OpOperand *>
findEmptyUses(SubsetInsertionOpInterface insertion,
              OneShotAnalysisState &state) {
  TraversalConfig config;
  config.alwaysIncludeLeaves = false;
  config.followEquivalentOnly = true;
  config.followSameTypeOrCastsOnly = true;
  DenseSet<OpOperand *> visited;
  SetVector<Value> empties = state.findValueInReverseUseDefChain(
      &insertion.getSourceOperand(),
      [](Value value) { return value.getDefiningOp<tensor::EmptyOp>(); },
      config, &visited);
  SmallVector<OpOperand *> uses;
  for (Value empty : empties)
    for (OpOperand &use : empty.getUses())
      if (visited.contains(&use))
        uses.push_back(&use);
  return uses;
}

/// Returns the value that replaces the tensor.empty of `use`: the slice of the
/// destination that `insertion` writes. Null if the slice is not available
/// there, or if the buffer of the tensor.empty is used after `insertion`.
static Value buildDestination(SubsetInsertionOpInterface insertion,
                              OpOperand &use, OneShotAnalysisState &state) {
  auto empty = use.get().getDefiningOp<tensor::EmptyOp>();
  if (needsResultAround(empty, insertion) || !endsBy(empty, insertion, state))
    return {};
  IRRewriter rewriter(empty.getContext());
  return castTo(
      empty.getType(),
      buildSubsetExtraction(rewriter, insertion, empty, use.getOwner()),
      rewriter);
}

/// Replaces each tensor.empty whose tensor is inserted in place by a slice of
/// the destination, and adds these to `used`. If `mayWait`, skips insertions
/// into a tensor.empty that may get a destination first. Returns true if it
/// skipped any.
static bool useDestinations(ModuleOp module, OneShotAnalysisState &state,
                            UsedDestinations &used, bool mayWait) {
  bool waited = false;
  module.walk([&](SubsetInsertionOpInterface op) {
    if (!state.isInPlace(op.getSourceOperand()))
      return;
    SmallVector<OpOperand *> uses = findEmptyUses(op, state);
    auto insertion = dyn_cast<tensor::InsertSliceOp>(op.getOperation());
    if (mayWait && insertion &&
        insertion.getDest().getDefiningOp<tensor::EmptyOp>()) {
      waited |= !uses.empty();
      return;
    }
    for (OpOperand *use : uses) {
      Value part = buildDestination(op, *use, state);
      if (!part)
        continue;
      used.all.push_back({use->getOwner(), part});
      use->set(part);
      state.resetCache();
    }
  });
  return waited;
}

UsedDestinations useDestinations(ModuleOp module, OneShotAnalysisState &state) {
  UsedDestinations used;
  visitCopied(module, state,
              [&](OpOperand &operand) { used.copiedBefore.insert(&operand); });
  for (bool mayWait = true;;) {
    size_t known = used.all.size();
    if (!useDestinations(module, state, used, mayWait))
      return used;
    mayWait = used.all.size() > known;
  }
}

/// Gives the user a tensor.empty again. Returns true if it had the destination.
/// Reads the sizes from the destination, because the ops that computed the old
/// ones may be after the user if upstream moved the destination.
static bool takeBack(const UsedDestination &each) {
  bool any = false;
  for (OpOperand &operand : each.user->getOpOperands()) {
    if (operand.get() != each.destination)
      continue;
    OpBuilder builder(each.user);
    Location loc = each.user->getLoc();
    operand.set(tensor::EmptyOp::create(
        builder, loc, tensor::getMixedSizes(builder, loc, each.destination),
        cast<RankedTensorType>(each.destination.getType()).getElementType()));
    any = true;
  }
  return any;
}

/// Returns true if `destination` is a slice or cast, in one or several steps,
/// one of which takes one of `operands`.
static bool isMadeOfAny(Value destination,
                        const llvm::DenseSet<OpOperand *> &operands) {
  Operation *op = destination.getDefiningOp();
  while (isa_and_nonnull<tensor::ExtractSliceOp, tensor::CastOp>(op)) {
    if (operands.contains(&op->getOpOperand(0)))
      return true;
    op = op->getOperand(0).getDefiningOp();
  }
  return false;
}

void takeBackDestinations(const UsedDestinations &used) {
  for (const UsedDestination &each : used.all)
    takeBack(each);
}

bool takeBackDestinations(ModuleOp module, const UsedDestinations &used,
                          OneShotAnalysisState &state) {
  llvm::DenseSet<OpOperand *> copied;
  // All values that may be in the buffers of the copied operands.
  llvm::DenseSet<Value> beside;
  visitCopied(module, state, [&](OpOperand &operand) {
    if (used.copiedBefore.contains(&operand))
      return;
    copied.insert(&operand);
    if (!beside.contains(operand.get()))
      state.applyOnAliases(operand.get(),
                           [&](Value alias) { beside.insert(alias); });
  });
  bool any = false;
  for (const UsedDestination &each : used.all)
    if (beside.contains(each.destination) ||
        isMadeOfAny(each.destination, copied))
      any |= takeBack(each);
  return any;
}

} // namespace ag
