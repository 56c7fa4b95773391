//===- MakeGroups.cpp - ops that are computed together, in boxes ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/MakeGroups.h"
#include "Algebra/KnownSums.h"
#include "Algebra/Repeats.h"
#include "Explain/FuseRemarks.h"
#include "Explain/ReportProgram.h"
#include "Groups/CrossedRegions.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Groups/GroupBorder.h"
#include "ag/Analysis/OpenedFunction.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/ParallelCombiningOpInterface.h"

using namespace mlir;

namespace ag {

/// Clones those free ops that an op uses and the group has for itself.
static void cloneUsed(RewriterBase &rewriter, Operation *op,
                      const llvm::DenseSet<Operation *> &own,
                      IRMapping &mapping) {
  for (Value value : getUsedValues(op)) {
    Operation *by = value.getDefiningOp();
    if (!by || !own.contains(by) || mapping.contains(value))
      continue;
    cloneUsed(rewriter, by, own, mapping);
    rewriter.clone(*by, mapping);
  }
}

/// To the end of the body, which gives what `mapping` says.
static void moveInto(RewriterBase &rewriter, Operation *op, Block *body,
                     const IRMapping &mapping) {
  rewriter.moveOpBefore(op, body, body->end());
  op->walk([&](Operation *nested) {
    for (OpOperand &operand : nested->getOpOperands())
      operand.set(mapping.lookupOrDefault(operand.get()));
  });
}

namespace {
/// A group in the program.
struct FoundGroup {
  /// In the order in which they stand.
  SmallVector<Operation *> ops;
  /// That with the most work, whose names and place are the group's.
  Operation *lead;
};
} // namespace

/// Stands where the last of the ops did.
static FusedOp makeBox(RewriterBase &rewriter, const FoundGroup &group,
                       EdgeReasons &reasons) {
  ArrayRef<Operation *> ops = group.ops;
  GroupBorder border = findBorder(ops);
  rewriter.setInsertionPoint(ops.back());
  SmallVector<Location> locations = {group.lead->getLoc()};
  for (Operation *op : ops)
    locations.push_back(op->getLoc());
  auto box = FusedOp::create(
      rewriter, rewriter.getFusedLoc(locations),
      TypeRange(ValueRange(border.results)), border.given,
      /*passes=*/IntegerAttr(), /*form=*/StringAttr(),
      /*bytes=*/DenseI64ArrayAttr(), /*flops=*/DenseI64ArrayAttr(),
      /*nest=*/NestAttr());
  SmallVector<Location> given = llvm::map_to_vector(
      border.given, [](Value value) { return value.getLoc(); });
  Block *body = rewriter.createBlock(
      &box.getBody(), {}, TypeRange(ValueRange(border.given)), given);
  IRMapping mapping;
  mapping.map(border.given, body->getArguments());
  llvm::DenseSet<Operation *> own(border.own.begin(), border.own.end());
  for (Operation *op : ops) {
    rewriter.setInsertionPointToEnd(body);
    cloneUsed(rewriter, op, own, mapping);
    moveInto(rewriter, op, body, mapping);
  }
  rewriter.setInsertionPointToEnd(body);
  YieldOp::create(rewriter, box.getLoc(), border.results);
  for (auto [value, result] : llvm::zip_equal(border.results, box.getResults()))
    rewriter.replaceUsesWithIf(value, result, [&](OpOperand &use) {
      return !box->isAncestor(use.getOwner());
    });
  // Free ops may be of what the group makes.
  SmallVector<Operation *> old;
  Block *block = box->getBlock();
  for (Operation *op : border.own)
    if (op->getBlock() == block)
      old.push_back(op);
  llvm::sort(old,
             [](Operation *a, Operation *b) { return b->isBeforeInBlock(a); });
  for (Operation *op : old)
    if (op->use_empty())
      rewriter.eraseOp(op);
  mergeRepeats(*body, [&](Operation *gone, Operation *kept) {
    reasons.noteMerged(gone, kept);
  });
  return box;
}

/// Blocks of the function whose ops may be computed together.
SmallVector<Block *> findGroupedBlocks(FunctionOpInterface function) {
  SmallVector<Block *> blocks;
  function->walk([&](Block *block) {
    Operation *parent = block->getParentOp();
    if (isa<FunctionOpInterface, RegionBranchOpInterface, RegionOp>(parent) &&
        !parent->getParentOfType<FusedOp>())
      blocks.push_back(block);
  });
  return blocks;
}

/// Why the ops of a block are in no group; empty if nothing is against it.
static std::string findRefusal(Block *block) {
  for (Operation *op = block->getParentOp(); op; op = op->getParentOp())
    if (auto region = dyn_cast<RegionOp>(op);
        region && region.getFuse() == "never")
      return "the region \"" + region.getName().str() + "\" must not be fused";
  return "";
}

/// Whether the op takes a slice of what an scf.forall shares, at a place that
/// no member computes. It stays outside of groups: a trip may read no more of
/// that than what it writes, and a group that took the whole would tell less.
static bool isSharedSlice(Operation *op, ArrayRef<Operation *> members) {
  auto slice = dyn_cast<tensor::ExtractSliceOp>(op);
  auto shared =
      slice ? dyn_cast<BlockArgument>(slice.getSource()) : BlockArgument();
  return shared &&
         isa<InParallelOpInterface>(shared.getOwner()->getTerminator()) &&
         llvm::none_of(op->getOperands(), [&](Value value) {
           return llvm::is_contained(members, value.getDefiningOp());
         });
}

namespace {
class GroupMaker {
public:
  GroupMaker(FunctionOpInterface function, const Speed &speed,
             EdgeReasons &reasons)
      : function(function), speed(speed), reasons(reasons) {}

  void run();

private:
  bool openForSums();
  void find();
  void add(ArrayRef<Operation *> found, const OpenedFunction &opened,
           WorkModel &model);

  FunctionOpInterface function;
  const Speed &speed;
  EdgeReasons &reasons;
  std::vector<FoundGroup> groups;
  /// The ops of each, and free ones that it has for itself.
  SmallVector<SmallVector<Operation *>> together;
};
} // namespace

/// A group of the opened function, where there is one without shared slices.
void GroupMaker::add(ArrayRef<Operation *> found, const OpenedFunction &opened,
                     WorkModel &model) {
  SmallVector<Operation *> ops;
  llvm::copy_if(found, std::back_inserter(ops),
                [&](Operation *op) { return !isSharedSlice(op, found); });
  if (ops.size() < std::min<size_t>(found.size(), 2))
    return;
  auto toOriginals = [&](ArrayRef<Operation *> copies) {
    return llvm::map_to_vector(
        copies, [&](Operation *op) { return opened.originalOf(op); });
  };
  auto secondsOf = [&](Operation *op) {
    return model.estimate(op).getSeconds();
  };
  auto *lead = llvm::max_element(ops, [&](Operation *a, Operation *b) {
    return secondsOf(a) < secondsOf(b);
  });
  groups.push_back({toOriginals(ops), opened.originalOf(*lead)});
  together.push_back(groups.back().ops);
  llvm::append_range(together.back(), toOriginals(findBorder(ops).own));
}

/// In the function without regions.
void GroupMaker::find() {
  OpenedFunction opened(function);
  SizeEvaluator sizes(opened.get(), getPlannedSizes(function));
  LoadOps load(opened.get());
  WorkModel model(speed, sizes);
  int64_t looks = 0, repeats = 0;
  for (Block *block : findGroupedBlocks(opened.get())) {
    BlockGroups found =
        findGroups(*block, {speed, sizes}, load, findRefusal(block));
    looks += found.looks;
    repeats += found.repeats;
    for (ArrayRef<Operation *> ops : found.groups)
      add(ops, opened, model);
    for (GroupEdge &edge : found.edges) {
      edge.producer = opened.originalOf(edge.producer);
      edge.consumer = opened.originalOf(edge.consumer);
    }
    reasons.note(found.edges);
    for (GroupReaders &readers : found.readers) {
      for (Operation *&op : readers.ops)
        op = opened.originalOf(op);
      reportReaders(readers);
    }
  }
  if (repeats > 0)
    fuseRemarks.analysis(function, "search")
        << remark::add("{1} of {0} evaluated groups were equal to earlier ones",
                       looks, repeats)
        << remark::metric("looks", looks) << remark::metric("repeats", repeats);
}

/// Opens the regions in which what tells of a sum stands, where it is several;
/// false if nothing is told of any.
bool GroupMaker::openForSums() {
  std::vector<KnownSum> known;
  {
    OpenedFunction opened(function);
    auto originalOf = [&](Operation *op) { return opened.originalOf(op); };
    for (Block *block : findGroupedBlocks(opened.get()))
      llvm::append_range(known, findKnownSums(*block, originalOf));
  }
  openCrossed(known);
  return !known.empty();
}

void GroupMaker::run() {
  bool hasRegions =
      function->walk([](RegionOp) { return WalkResult::interrupt(); })
          .wasInterrupted();
  if (!hasRegions || openForSums())
    for (Block *block : findGroupedBlocks(function))
      useKnownSums(*block);
  // Sizes that are equal are one, before and after.
  for (Block *block : findGroupedBlocks(function)) {
    freeConstants(*block);
    mergeRepeats(*block);
    splitRepeats(*block);
  }
  find();
  openCrossed(together);
  IRRewriter rewriter(function.getContext());
  llvm::SetVector<Block *> blocks;
  for (const FoundGroup &group : groups)
    blocks.insert(makeBox(rewriter, group, reasons)->getBlock());
  sortBlocks(blocks.getArrayRef());
  for (Block *block : findGroupedBlocks(function))
    mergeRepeats(*block, [&](Operation *gone, Operation *kept) {
      reasons.noteMerged(gone, kept);
    });
}

void makeGroups(FunctionOpInterface function, const Speed &speed,
                EdgeReasons &reasons) {
  GroupMaker(function, speed, reasons).run();
}

} // namespace ag
