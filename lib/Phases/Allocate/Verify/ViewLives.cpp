//===- ViewLives.cpp - when views of memory are in use --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the innermost block that contains all uses, a view lives from the first op
// that uses it to the last. Only inside of these two ops, there may be
// positions where it does not live: in a branch that does not use it, and in a
// branch before the first use or after the last one. If a loop creates the view
// itself, it does not live before the first use and after the last one in an
// iteration. A loop that uses a view from outside needs it throughout.
//
//===----------------------------------------------------------------------===//
#include "ViewLives.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

FailureOr<int64_t> getElementBytes(memref::ViewOp view) {
  Type element = view.getType().getElementType();
  Type number = getElementTypeOrSelf(element);
  unsigned bits = number.isIntOrFloat() ? number.getIntOrFloatBitWidth() : 64;
  if (bits < 8 || bits > 128 || !llvm::isPowerOf2_32(bits))
    return view.emitError("this buffer has elements of ")
           << number << ", between which LLVM may step by other bytes than the "
           << "plan counts; expected 1, 2, 4, 8 or 16 whole bytes";
  auto bytes = DataLayout::closest(view).getTypeSize(element);
  return static_cast<int64_t>(bytes.getFixedValue());
}

ViewLives::ViewLives(Value memory) : body(*memory.getParentBlock()) {
  number(*body.getParent());
  for (Operation *user : memory.getUsers())
    if (auto view = dyn_cast<memref::ViewOp>(user))
      views.push_back({view, {}, {}, {}});
    else
      otherUses.push_back(user);
  llvm::sort(views, [&](const ViewLife &a, const ViewLife &b) {
    return spanOf(a.view).start < spanOf(b.view).start;
  });
  for (ViewLife &life : views)
    findLife(life);
}

void ViewLives::number(Region &region) {
  for (Block &block : region) {
    auto start = static_cast<int64_t>(ops.size());
    ops.push_back(region.getParentOp());
    for (Operation &op : block) {
      auto first = static_cast<int64_t>(ops.size());
      ops.push_back(&op);
      for (Region &inner : op.getRegions())
        number(inner);
      ops.push_back(&op);
      spans[&op] = {first, static_cast<int64_t>(ops.size())};
    }
    blockSpans[&block] = {start, static_cast<int64_t>(ops.size())};
  }
}

//===----------------------------------------------------------------------===//
// Accesses of a view
//===----------------------------------------------------------------------===//

/// Follows one use of a view, or of an alias of it. Adds further aliases to
/// `names`, and an op that accesses the memory to `accesses`.
void ViewLives::follow(OpOperand &use, SmallVectorImpl<Value> &names,
                       Accesses &accesses, bool &escapes) {
  Operation *user = use.getOwner();
  Operation *branch =
      isa<RegionBranchTerminatorOpInterface>(user) ? user->getParentOp() : user;
  if (isa<RegionBranchOpInterface>(branch)) {
    SmallVector<Value> targets = getTargets(use);
    llvm::append_range(names, targets);
    if (targets.empty())
      accesses.push_back(user);
    return;
  }
  // An address that is stored, returned or computed with is not followed.
  auto store = dyn_cast<memref::StoreOp>(user);
  escapes |= isa<memref::ExtractAlignedPointerAsIndexOp>(user) ||
             user->hasTrait<OpTrait::IsTerminator>() ||
             (store && store.getValueToStore() == use.get());
  if (!isMemoryEffectFree(user))
    accesses.push_back(user);
  // A view may read its sizes from another buffer than its source.
  auto view = dyn_cast<ViewLikeOpInterface>(user);
  if (view && view.getViewSource() != use.get())
    return;
  for (Value result : user->getResults())
    if (isa<BaseMemRefType>(result.getType()))
      names.push_back(result);
}

/// Finds the ops that access the view, by all of its aliases. Returns false if
/// its address goes where it cannot be followed.
bool ViewLives::findAccesses(ViewLife &life, Accesses &accesses) {
  SmallVector<Value> names = {life.view.getResult()};
  llvm::DenseSet<Value> seen;
  bool escapes = false;
  while (!names.empty()) {
    Value name = names.pop_back_val();
    if (!seen.insert(name).second)
      continue;
    size_t before = accesses.size();
    for (OpOperand &use : name.getUses())
      follow(use, names, accesses, escapes);
    auto argument = dyn_cast<BlockArgument>(name);
    bool isCarried =
        argument && argument.getOwner()->getParentOp()->isAncestor(life.view);
    if (isCarried && accesses.size() > before)
      life.stale = accesses.back();
  }
  llvm::sort(accesses, [&](Operation *a, Operation *b) {
    return spanOf(a).start < spanOf(b).start;
  });
  accesses.erase(llvm::unique(accesses), accesses.end());
  return !escapes;
}

//===----------------------------------------------------------------------===//
// Live ranges
//===----------------------------------------------------------------------===//

static void addRange(ViewLife &life, int64_t start, int64_t end) {
  if (start >= end)
    return;
  if (!life.ranges.empty() && life.ranges.back().end >= start)
    life.ranges.back().end = std::max(life.ranges.back().end, end);
  else
    life.ranges.push_back({start, end});
}

/// Adds the part of a life that is in a block, whose accesses are `accesses`.
/// The last two arguments say whether the contents of the view are needed where
/// the block begins, and where it ends.
void ViewLives::addBlock(ViewLife &life, Block &block, const Accesses &accesses,
                         bool isNeededBefore, bool isNeededBehind) const {
  auto [start, end] = blockSpans.at(&block);
  if (accesses.empty()) {
    if (isNeededBefore && isNeededBehind)
      addRange(life, start, end);
    return;
  }
  llvm::MapVector<Operation *, Accesses> children;
  for (Operation *access : accesses)
    children[block.findAncestorOpInBlock(*access)].push_back(access);
  Operation *first = children.front().first, *last = children.back().first;
  if (isNeededBefore)
    addRange(life, start, spanOf(first).start);
  addOp(life, first, children.front().second, isNeededBefore,
        isNeededBehind || first != last);
  if (first != last) {
    addRange(life, spanOf(first).end, spanOf(last).start);
    addOp(life, last, children.back().second, true, isNeededBehind);
  }
  if (isNeededBehind)
    addRange(life, spanOf(last).end, end);
}

/// Returns true if at most one of the regions runs, at most once. Upstream's
/// scf.forall lists only its parent as the successor of an iteration.
static bool choosesOneRegion(RegionBranchOpInterface branch) {
  if (branch->hasTrait<OpTrait::HasParallelRegion>())
    return false;
  return llvm::all_of(branch->getRegions(), [&](Region &region) {
    SmallVector<RegionSuccessor> successors;
    if (region.empty())
      return true;
    branch.getSuccessorRegions(region, successors);
    return region.hasOneBlock() &&
           llvm::all_of(successors, [](const RegionSuccessor &successor) {
             return successor.isParent();
           });
  });
}

/// Adds the part of a life that is in the branches of an op, or in one
/// iteration of a loop that creates the view. Returns false if `op` is neither.
bool ViewLives::addBranches(ViewLife &life, Operation *op,
                            const Accesses &accesses, bool isNeededBefore,
                            bool isNeededBehind) const {
  auto branch = dyn_cast<RegionBranchOpInterface>(op);
  bool isChoice = branch && choosesOneRegion(branch);
  bool isIteration = isa<LoopLikeOpInterface>(op) &&
                     op->isProperAncestor(life.view) && !isNeededBefore &&
                     !isNeededBehind;
  if (accesses.front() == op || !(isChoice || isIteration))
    return false;
  llvm::MapVector<Region *, Accesses> parts;
  for (Region &region : op->getRegions())
    parts[&region] = {};
  for (Operation *access : accesses) {
    Region *region = access->getParentRegion();
    while (region->getParentOp() != op)
      region = region->getParentOp()->getParentRegion();
    parts[region].push_back(access);
  }
  Region *first = accesses.front()->getParentRegion();
  bool isInOne = llvm::count_if(parts, [](auto &part) {
                   return !part.second.empty();
                 }) == 1;
  if (isIteration && (!isInOne || !first->hasOneBlock()))
    return false;
  auto [start, end] = spanOf(op);
  if (isNeededBefore)
    addRange(life, start, start + 1);
  for (auto &[region, some] : parts)
    if (!region->empty())
      addBlock(life, region->front(), some, isNeededBefore, isNeededBehind);
  if (isNeededBehind)
    addRange(life, end - 1, end);
  return true;
}

void ViewLives::addOp(ViewLife &life, Operation *op, const Accesses &accesses,
                      bool isNeededBefore, bool isNeededBehind) const {
  bool isWhole = isNeededBefore && isNeededBehind;
  if (!isWhole &&
      addBranches(life, op, accesses, isNeededBefore, isNeededBehind))
    return;
  auto [start, end] = spanOf(op);
  addRange(life, start, end);
  if (!isNeededBefore)
    life.births.push_back(op);
  if (!isNeededBehind)
    life.deaths.push_back(op);
}

void ViewLives::findLife(ViewLife &life) {
  Accesses accesses;
  bool isKnown = findAccesses(life, accesses);
  for (Operation *op = life.view; op != body.getParentOp();
       op = op->getParentOp()) {
    isKnown &= op->getParentRegion()->hasOneBlock();
    if (op->hasAttr(onThreadsAttrName) || isOverBlocks(op))
      life.threads = op;
  }
  auto [start, end] = blockSpans.at(&body);
  if (!isKnown)
    return addRange(life, start, end);
  if (accesses.empty())
    return;
  addBlock(life, body, accesses, false, false);
  if (!life.threads)
    return;
  // Threads, or blocks, are at different positions in the loop.
  life.ranges.clear();
  addRange(life, spanOf(life.threads).start, spanOf(life.threads).end);
}

void visitEdges(const ViewLife &life,
                function_ref<void(OpBuilder &, bool isBirth)> visit) {
  auto canUseView = [&](Operation *op) {
    Operation *at = life.view->getBlock()->findAncestorOpInBlock(*op);
    return at && life.view->isBeforeInBlock(at);
  };
  OpBuilder builder(life.view->getContext());
  bool isBorn = false;
  for (Operation *op : life.births)
    if (canUseView(op)) {
      builder.setInsertionPoint(op);
      visit(builder, /*isBirth=*/true);
      isBorn = true;
    }
  if (!isBorn && !life.ranges.empty()) {
    builder.setInsertionPointAfter(life.view);
    visit(builder, /*isBirth=*/true);
  }
  for (Operation *op : life.deaths)
    if (canUseView(op) && !op->hasTrait<OpTrait::IsTerminator>()) {
      builder.setInsertionPointAfter(op);
      visit(builder, /*isBirth=*/false);
    }
}

} // namespace ag
