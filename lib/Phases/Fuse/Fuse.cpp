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
#include "SortOps.h"
#include "ag/Analysis/GroupBorder.h"
#include "ag/Analysis/GroupStudy.h"
#include "ag/Analysis/Groups.h"
#include "ag/Analysis/UsedValues.h"
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

static void report(FusedOp box, const GroupStudy &study) {
  std::string mixing = study.describeMixing();
  if (mixing.empty())
    remarks.passed(box, "group")
        << remark::add("computes what it holds together")
        << remark::metric("passes", study.countPasses());
  else
    remarks.passed(box, "group")
        << remark::add("computes what it holds together; {0} needs what is "
                       "reduced before it goes through that again",
                       mixing)
        << remark::metric("passes", study.countPasses());
}

static LogicalResult describe(FusedOp box) {
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
  report(box, study);
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
  for (Operation *op : llvm::reverse(ops))
    rewriter.eraseOp(op);
  for (Operation *op : llvm::reverse(border.own))
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

namespace {
struct FusePass : impl::FusePassBase<FusePass> {
  void runOnOperation() override {
    SmallVector<Block *> blocks;
    getOperation()->walk([&](Block *block) {
      Operation *parent = block->getParentOp();
      if (isa<FunctionOpInterface, RegionBranchOpInterface, RegionOp>(parent) &&
          !parent->getParentOfType<FusedOp>())
        blocks.push_back(block);
    });
    IRRewriter rewriter(&getContext());
    for (Block *block : blocks) {
      BlockGroups found = findGroups(*block);
      if (PassRemarks::areWanted(&getContext()))
        report(found.edges);
      for (ArrayRef<Operation *> group : found.groups)
        makeBox(rewriter, group);
      if (!found.groups.empty())
        sortOps(*block);
    }
    WalkResult described = getOperation()->walk([](FusedOp box) {
      return failed(describe(box)) ? WalkResult::interrupt()
                                   : WalkResult::advance();
    });
    if (described.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
