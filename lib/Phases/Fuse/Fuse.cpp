//===- Fuse.cpp - ops that are computed together, in groups ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops are in a group is found by lib/Analysis/Groups.cpp; here they are
// put into one, and what is known of it is written beside it.
//
//===----------------------------------------------------------------------===//
#include "KnownSums.h"
#include "SortOps.h"
#include "ag/Analysis/EntrySignature.h"
#include "ag/Analysis/GroupBorder.h"
#include "ag/Analysis/GroupStudy.h"
#include "ag/Analysis/Groups.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Analysis/Work.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Fuse/Passes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FUSEPASS
#include "ag/Phases/Fuse/Passes.h.inc"

static constexpr PassRemarks remarks("ag-fuse");

//===----------------------------------------------------------------------===//
// What a group says of itself
//===----------------------------------------------------------------------===//

/// Checks what is there already.
template <typename AttrT>
static LogicalResult note(FusedOp box, StringRef name, AttrT value) {
  Attribute stated = box->getAttr(name);
  if (stated && stated != value)
    return box.emitOpError()
           << "[" << name << "] says " << stated << ", but its ops are "
           << value << "; leave it out, or write that";
  box->setAttr(name, value);
  return success();
}

static void report(FusedOp box, const GroupStudy &study, const Work &work) {
  if (!PassRemarks::areWanted(box.getContext()))
    return;
  std::string mixing = study.describeMixing();
  std::string why = mixing.empty()
                        ? ""
                        : "; " + mixing +
                              " needs what is reduced before it goes through "
                              "that again";
  remarks.passed(box, "group")
      << remark::add("{0} ops are computed together{1}",
                     box.getBody().front().getOperations().size() - 1, why)
      << remark::metric("passes", study.countPasses())
      << remark::metric("bytes", work.getBytes())
      << remark::metric("flops", work.flops)
      << remark::metric("nanoseconds", int64_t(1e9 * work.getSeconds()))
      << remark::metric("bound", work.getBound());
}

static LogicalResult describe(FusedOp box, WorkModel &model) {
  std::vector<StatedOp> ops;
  Operation *end = box.getBody().front().getTerminator();
  for (Operation &op : box.getBody().front().without_terminator()) {
    if (isFree(&op))
      continue;
    std::optional<StatedOp> stated = StatedOp::read(&op);
    if (!stated)
      return op.emitOpError("is in a group, but it is not stated by loops, so "
                            "that it can't share those of others; expected it "
                            "outside");
    ops.push_back(std::move(*stated));
  }
  SmallVector<const StatedOp *> all;
  for (const StatedOp &op : ops)
    all.push_back(&op);
  GroupStudy study(all, box.getBody().getArguments(), end->getOperands());
  if (!study.getRefusal().empty())
    return study.getRefused()->emitOpError("is in a group, but ")
           << study.getRefusal() << "; expected it outside";
  Builder builder(box.getContext());
  if (failed(note(box, "passes",
                  builder.getI64IntegerAttr(study.countPasses()))) ||
      failed(note(box, "form", builder.getStringAttr(study.hashForm()))))
    return failure();
  GroupWork work = model.compare(box);
  box.setBytes(
      ArrayRef<int64_t>{work.opByOp.getBytes(), work.asGroup.getBytes()});
  box.setFlops(ArrayRef<int64_t>{work.opByOp.flops, work.asGroup.flops});
  report(box, study, work.asGroup);
  return success();
}

//===----------------------------------------------------------------------===//
// Making groups
//===----------------------------------------------------------------------===//

/// Behind those free ops that it uses and the group has for itself.
static void cloneWith(RewriterBase &rewriter, Operation *op,
                      const llvm::DenseSet<Operation *> &own,
                      IRMapping &mapping) {
  for (Value value : getUsedValues(op)) {
    Operation *by = value.getDefiningOp();
    if (by && own.contains(by) && !mapping.contains(value))
      cloneWith(rewriter, by, own, mapping);
  }
  rewriter.clone(*op, mapping);
}

/// Stands where the last of the ops did.
static void makeBox(RewriterBase &rewriter, ArrayRef<Operation *> ops) {
  GroupBorder border = findBorder(ops);
  rewriter.setInsertionPoint(ops.back());
  SmallVector<Location> locations;
  for (Operation *op : ops)
    locations.push_back(op->getLoc());
  auto box = FusedOp::create(
      rewriter, rewriter.getFusedLoc(locations),
      TypeRange(ValueRange(border.results)), border.given,
      /*passes=*/IntegerAttr(), /*form=*/StringAttr(),
      /*bytes=*/DenseI64ArrayAttr(), /*flops=*/DenseI64ArrayAttr());
  SmallVector<Location> given = llvm::map_to_vector(
      border.given, [](Value value) { return value.getLoc(); });
  Block *body = rewriter.createBlock(
      &box.getBody(), {}, TypeRange(ValueRange(border.given)), given);
  IRMapping mapping;
  mapping.map(border.given, body->getArguments());
  llvm::DenseSet<Operation *> own(border.own.begin(), border.own.end());
  for (Operation *op : ops)
    cloneWith(rewriter, op, own, mapping);
  SmallVector<Value> yielded = llvm::map_to_vector(
      border.results, [&](Value value) { return mapping.lookup(value); });
  YieldOp::create(rewriter, box.getLoc(), yielded);
  rewriter.replaceAllUsesWith(border.results, box.getResults());
  // Free ops may be of what the group makes.
  SmallVector<Operation *> old(ops);
  for (Operation *op : border.own)
    if (op->getBlock() == ops.front()->getBlock())
      old.push_back(op);
  llvm::sort(old,
             [](Operation *a, Operation *b) { return b->isBeforeInBlock(a); });
  for (Operation *op : old)
    if (op->use_empty())
      rewriter.eraseOp(op);
}

/// Says of each edge between two ops whether they are computed together.
static void report(ArrayRef<GroupEdge> edges) {
  for (const GroupEdge &edge : edges)
    if (edge.reason.empty())
      remarks.passed(edge.producer, "edge")
          << remark::add("is computed together with its user at {0}",
                         spellPlace(edge.consumer))
          << remark::metric("bytes", edge.bytes);
    else
      remarks.missed(edge.producer, "edge")
          << remark::add("is computed apart from its user at {0}",
                         spellPlace(edge.consumer))
          << remark::reason("{0}", edge.reason)
          << remark::metric("bytes", edge.bytes);
}

/// Blocks of the function whose ops may be computed together.
static SmallVector<Block *> findBlocks(FunctionOpInterface function) {
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
      return "the region \"" + region.getName().str() + "\" says never";
  return "";
}

static void fuse(FunctionOpInterface function, const CoreSpeed &speed) {
  std::vector<BlockGroups> found;
  SmallVector<Block *> blocks = findBlocks(function);
  for (Block *block : blocks)
    useKnownSums(*block);
  {
    // Sizes are asked for as long as no op is erased.
    SizeEvaluator sizes(function, getPlannedSizes(function));
    LoadOps load(function);
    for (Block *block : blocks)
      found.push_back(
          findGroups(*block, {speed, sizes}, load, findRefusal(block)));
  }
  IRRewriter rewriter(function.getContext());
  for (auto [block, groups] : llvm::zip_equal(blocks, found)) {
    if (PassRemarks::areWanted(function.getContext()))
      report(groups.edges);
    for (ArrayRef<Operation *> group : groups.groups)
      makeBox(rewriter, group);
    if (!groups.groups.empty())
      sortOps(*block);
  }
}

static LogicalResult describeGroups(FunctionOpInterface function,
                                    const CoreSpeed &speed) {
  SizeEvaluator sizes(function, getPlannedSizes(function));
  WorkModel model(speed, sizes);
  WalkResult described = function->walk([&](FusedOp box) {
    return failed(describe(box, model)) ? WalkResult::interrupt()
                                        : WalkResult::advance();
  });
  return failure(described.wasInterrupted());
}

namespace {
struct FusePass : impl::FusePassBase<FusePass> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    CoreSpeed speed = getCoreSpeed(*machine);
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      if (function.isExternal())
        continue;
      fuse(function, speed);
      if (failed(describeGroups(function, speed)))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
