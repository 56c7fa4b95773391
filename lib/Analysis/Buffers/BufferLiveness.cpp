//===- BufferLiveness.cpp - when buffers are in use -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/BufferLiveness.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {

BufferLiveness::BufferLiveness(FunctionOpInterface function) : views(function) {
  number(function.getFunctionBody());
}

/// Returns true if an op is not a step: it only computes values, views or
/// allocations. A view that reads its sizes from a buffer, such as
/// memref.reshape, is a step. So is a function's return, which uses the buffers
/// that it returns.
static bool takesNoStep(Operation *op) {
  return op->getNumRegions() == 0 &&
         !(op->hasTrait<OpTrait::ReturnLike>() &&
           isa<FunctionOpInterface>(op->getParentOp())) &&
         (isMemoryEffectFree(op) ||
          hasSingleEffect<MemoryEffects::Allocate>(op));
}

void BufferLiveness::number(Region &region) {
  for (Block &block : region)
    for (Operation &op : block) {
      auto first = static_cast<int64_t>(steps.size());
      if (!takesNoStep(&op))
        steps.push_back(&op);
      for (Region &inner : op.getRegions())
        number(inner);
      spans[&op] = {first, static_cast<int64_t>(steps.size())};
    }
}

/// Adds the live ranges of a buffer whose `uses` are all in regions of `op`, at
/// most one of which runs, and at most once. Returns false, and adds nothing,
/// if `op` or the uses are not like that.
bool BufferLiveness::addLivesOfBranches(
    Operation *op, const Uses &uses, SmallVectorImpl<LiveRange> &ranges) const {
  if (!runsOnce(op))
    return false;
  llvm::MapVector<Region *, Uses> usesIn;
  for (Operation *use : uses) {
    Region *region = use == op ? nullptr : use->getParentRegion();
    while (region && region->getParentOp() != op)
      region = region->getParentOp()->getParentRegion();
    if (!region || !region->hasOneBlock())
      return false;
    usesIn[region].push_back(use);
  }
  for (auto &[region, some] : usesIn)
    for (auto &[other, others] : usesIn)
      if (region != other &&
          !insideMutuallyExclusiveRegions(some.front(), others.front()))
        return false;
  for (auto &[region, some] : usesIn)
    addLife(&region->front(), some, ranges);
  return true;
}

/// Adds the live ranges of a buffer that each run of `block` allocates and that
/// `uses`, which are in the block, use.
void BufferLiveness::addLife(Block *block, const Uses &uses,
                             SmallVectorImpl<LiveRange> &ranges) const {
  Operation *first = nullptr, *last = nullptr;
  for (Operation *use : uses) {
    Operation *at = block->findAncestorOpInBlock(*use);
    if (!first || at->isBeforeInBlock(first))
      first = at;
    if (!last || last->isBeforeInBlock(at))
      last = at;
  }
  if (!first || (first == last && addLivesOfBranches(first, uses, ranges)))
    return;
  ranges.push_back({spans.lookup(first).start, spans.lookup(last).end});
}

SmallVector<LiveRange, 1> BufferLiveness::getLife(Value buffer) const {
  Block *block = buffer.getParentBlock();
  Uses uses;
  bool isLost = false;
  for (Value view : views.resolve(buffer))
    for (Operation *user : view.getUsers()) {
      isLost |= isa<memref::ExtractAlignedPointerAsIndexOp>(user);
      if (!takesNoStep(user))
        uses.push_back(user);
    }
  // A buffer that is used outside the block of its allocation is live in a
  // block around it. So is a buffer of a region with several blocks. If its
  // address is taken, it is live in the whole function.
  Region *function = &buffer.getParentRegion()
                          ->getParentOfType<FunctionOpInterface>()
                          .getFunctionBody();
  while (isLost || !block->getParent()->hasOneBlock() ||
         llvm::any_of(uses, [&](Operation *use) {
           return !block->findAncestorOpInBlock(*use);
         })) {
    if (block->getParent() == function)
      return {{0, static_cast<int64_t>(steps.size())}};
    block = block->getParentOp()->getBlock();
  }
  SmallVector<LiveRange, 1> ranges;
  addLife(block, uses, ranges);
  llvm::sort(ranges, [](const LiveRange &a, const LiveRange &b) {
    return a.start < b.start;
  });
  return ranges;
}

} // namespace ag
