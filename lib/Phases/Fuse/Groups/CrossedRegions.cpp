//===- CrossedRegions.cpp - regions that groups cross ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/CrossedRegions.h"
#include "Groups/SortOps.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {
namespace {
using Regions = llvm::SetVector<RegionOp>;

/// Returns the regions around an op, from the outermost to the innermost.
SmallVector<RegionOp> findAround(Operation *op) {
  SmallVector<RegionOp> around;
  for (auto region = op->getParentOfType<RegionOp>(); region;
       region = region->getParentOfType<RegionOp>())
    around.push_back(region);
  std::reverse(around.begin(), around.end());
  return around;
}

/// Collects the regions that are around some of the ops, but not around all.
void findCrossed(ArrayRef<Operation *> ops, Regions &crossed) {
  auto arounds = llvm::map_to_vector(ops, findAround);
  SmallVector<RegionOp> shared = arounds.front();
  for (const SmallVector<RegionOp> &around : arounds) {
    auto [end, other] = std::mismatch(shared.begin(), shared.end(),
                                      around.begin(), around.end());
    shared.truncate(end - shared.begin());
  }
  for (ArrayRef<RegionOp> around : arounds)
    crossed.insert_range(around.drop_front(shared.size()));
}

/// Returns the value that `value` stands for outside or inside of regions. Adds
/// these regions to `through`.
Value lookThrough(Value value, Regions &through) {
  while (true) {
    Operation *op = isa<BlockArgument>(value)
                        ? value.getParentBlock()->getParentOp()
                        : value.getDefiningOp();
    auto region = dyn_cast_or_null<RegionOp>(op);
    if (!region || !isCrossable(region))
      return value;
    through.insert(region);
    value = region.lookThrough(value);
  }
}

/// Collects the regions through which the ops read one value under several
/// names, or read a value of a member.
void findDetours(ArrayRef<Operation *> ops, Regions &crossed) {
  llvm::DenseSet<Operation *> members(ops.begin(), ops.end());
  llvm::MapVector<Value, llvm::SmallSetVector<Value, 2>> ways;
  for (Operation *op : ops)
    for (Value value : getUsedValues(op)) {
      Regions through;
      ways[lookThrough(value, through)].insert(value);
    }
  for (auto &[value, names] : ways) {
    bool isMade = members.contains(value.getDefiningOp());
    if (names.size() > 1 || (isMade && names.front() != value))
      for (Value name : names)
        lookThrough(name, crossed);
  }
}

void open(const Regions &regions) {
  for (RegionOp region : regions) {
    IRRewriter rewriter(region.getContext());
    rewriter.setInsertionPoint(region);
    region.inlineBody(rewriter);
  }
}
} // namespace

void openCrossed(ArrayRef<SmallVector<Operation *>> groups) {
  Regions crossed;
  do {
    open(crossed);
    crossed.clear();
    for (ArrayRef<Operation *> group : groups) {
      findCrossed(group, crossed);
      findDetours(group, crossed);
    }
  } while (!crossed.empty());
}

void sortBlocks(ArrayRef<Block *> blocks) {
  for (Block *block : blocks) {
    SmallVector<Operation *> waiting = sortOps(*block);
    while (!waiting.empty()) {
      Regions crossed;
      for (Operation *op : waiting)
        if (auto region = dyn_cast<RegionOp>(op); region && isCrossable(region))
          crossed.insert(region);
      if (crossed.empty())
        llvm::report_fatal_error("groups wait for each other");
      open(crossed);
      waiting = sortOps(*block);
    }
  }
}

} // namespace ag
