//===- CreateGroups.cpp - ops of a group in an ag.fused -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/CreateGroups.h"
#include "Algebra/Broadcasts.h"
#include "Algebra/ExchangedSums.h"
#include "Explain/FuseRemarks.h"
#include "Explain/ReportProgram.h"
#include "Groups/CrossedRegions.h"
#include "Groups/SortOps.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Analysis/Groups/GroupValues.h"
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

/// Clones those free ops that an op uses and that the group recomputes.
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

/// Moves an op to the end of `body`, and maps its operands.
static void moveInto(RewriterBase &rewriter, Operation *op, Block *body,
                     const IRMapping &mapping) {
  rewriter.moveOpBefore(op, body, body->end());
  op->walk([&](Operation *nested) {
    for (OpOperand &operand : nested->getOpOperands())
      operand.set(mapping.lookupOrDefault(operand.get()));
  });
}

namespace {
/// A group of ops in the program.
struct FoundGroup {
  /// The ops in program order.
  SmallVector<Operation *> ops;
  /// The op with the most work, which gives the group its name and location.
  Operation *lead;
};
} // namespace

/// Creates the ag.fused at the position of the last op.
static FusedOp makeBox(RewriterBase &rewriter, const FoundGroup &group,
                       EdgeReasons &reasons) {
  ArrayRef<Operation *> ops = group.ops;
  GroupValues border = findGroupValues(ops);
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
  // Free ops may read each other, or results of the group. The last one is
  // erased first.
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
  mergeBroadcasts(*body, [&](Operation *gone, Operation *kept) {
    reasons.noteMerged(gone, kept);
  });
  return box;
}

/// Returns the blocks of the function whose ops may be computed together.
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

/// Returns why the ops of a block are in no group; empty if there is no reason.
static std::string findRefusal(Block *block) {
  for (Operation *op = block->getParentOp(); op; op = op->getParentOp())
    if (auto region = dyn_cast<RegionOp>(op);
        region && region.getFuse() == "never")
      return "the region \"" + region.getName().str() + "\" must not be fused";
  return "";
}

/// Returns true if the op extracts a slice of an output that an scf.forall
/// shares, at a position that no member computes. The slice stays outside of
/// groups. An iteration may only read the slice of the output that it writes,
/// and a group that takes the complete output would hide that.
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
  void add(ArrayRef<Operation *> found, const FlattenedFunction &opened,
           WorkModel &model);

  FunctionOpInterface function;
  const Speed &speed;
  EdgeReasons &reasons;
  std::vector<FoundGroup> groups;
  /// The ops of each group, and the free ops that it recomputes.
  SmallVector<SmallVector<Operation *>> together;
};
} // namespace

/// Adds a group of the function without regions, without its shared slices.
/// Adds nothing if fewer than two ops are left of several.
void GroupMaker::add(ArrayRef<Operation *> found,
                     const FlattenedFunction &opened, WorkModel &model) {
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
  llvm::append_range(together.back(), toOriginals(findGroupValues(ops).own));
}

/// Finds the groups in the function without regions.
void GroupMaker::find() {
  FlattenedFunction opened(function);
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

/// Inlines regions if the ops from which an exchanged or cancelled sum follows
/// are in several of them. Returns false if there are no such sums.
bool GroupMaker::openForSums() {
  std::vector<ExchangedSum> known;
  {
    FlattenedFunction opened(function);
    auto originalOf = [&](Operation *op) { return opened.originalOf(op); };
    for (Block *block : findGroupedBlocks(opened.get()))
      llvm::append_range(known, findExchangedSums(*block, originalOf));
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
      useExchangedSums(*block);
  // Equal sizes become one value, before and after groups are created.
  for (Block *block : findGroupedBlocks(function)) {
    freeConstants(*block);
    mergeBroadcasts(*block);
    splitBroadcasts(*block);
  }
  find();
  openCrossed(together);
  IRRewriter rewriter(function.getContext());
  llvm::SetVector<Block *> blocks;
  for (const FoundGroup &group : groups)
    blocks.insert(makeBox(rewriter, group, reasons)->getBlock());
  sortBlocks(blocks.getArrayRef());
  for (Block *block : findGroupedBlocks(function))
    mergeBroadcasts(*block, [&](Operation *gone, Operation *kept) {
      reasons.noteMerged(gone, kept);
    });
}

void makeGroups(FunctionOpInterface function, const Speed &speed,
                EdgeReasons &reasons) {
  GroupMaker(function, speed, reasons).run();
}

} // namespace ag
