//===- TileGroups.cpp - groups become loops over tiles --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a group (ag.fused) computed?
//
//  1. Ops that stand for several, as linalg.softmax, become these, and what can
//     be no group is refused. Sizes are asked of where they come from, reshapes
//     become as small as they can be.
//  2. The loops that its ops share are found (SharedLoops.h), and some of them
//     chosen, with tiles (Plan.h).
//  3. Its ops take its place; those that know these loops are computed in them,
//     tile by tile (GroupNest.h).
//
// A group whose ops save nothing in one loop, as element-wise ops, or a product
// and what is computed on its accumulators, is left to the passes behind; and
// so is one in which each loop is reduced by some op, but for products, which
// add to their sums in turns.
//
//===----------------------------------------------------------------------===//
#include "GroupBody.h"
#include "GroupMarks.h"
#include "GroupNest.h"
#include "Reshapes.h"
#include "Simplify.h"
#include "StreamNest.h"
#include "ag/Analysis/DescribeGroup.h"
#include "ag/Analysis/GroupBorder.h"
#include "ag/Analysis/Groups/Plan.h"
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/Phase.h"
#include "ag/Dialect/AG/IR/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/CoreSpeed.h"
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_TILEGROUPSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
SmallVector<FusedOp> findGroups(func::FuncOp function) {
  SmallVector<FusedOp> groups;
  function.walk([&](FusedOp op) { groups.push_back(op); });
  return groups;
}

/// Takes ops apart that stand for several. Boxes may hold anything, and say
/// anything of it, but for those of which a phase has made the form: they were
/// checked, and ops state less of themselves now.
LogicalResult checkGroups(func::FuncOp function) {
  auto module = function->getParentOfType<ModuleOp>();
  bool isMade = module && module->hasAttr(phaseAttrName);
  for (FusedOp group : findGroups(function)) {
    decomposeLinalg(group);
    if (isMade && group.getForm())
      continue;
    std::optional<GroupFault> fault = describeGroup(
        group, group, [](ArrayRef<const StatedOp *>, GroupStudy &) {});
    if (fault)
      return fault->op->emitOpError(fault->text);
  }
  return success();
}

LogicalResult prepare(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  RewritePatternSet patterns(context);
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::DimOp::getCanonicalizationPatterns(patterns, context);
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
  populateReshapePatterns(patterns);
  return simplify(function, std::move(patterns));
}

/// Says what becomes of the group.
void explainPlan(FusedOp group, const GroupPlan &plan, size_t ops) {
  if (!plan.needsLoops) {
    tileGroupsRemarks.analysis(group, "group")
        << remark::add("{0} ops need no loop of their own", ops);
    return;
  }
  if (!plan.nest) {
    tileGroupsRemarks.missed(group, "group")
        << remark::add("its {0} ops are computed one by one", ops)
        << remark::reason("{0}", plan.refusal.text);
    return;
  }
  std::string tiles = llvm::join(
      llvm::map_range(plan.nest->tiles,
                      [](int64_t tile) { return Twine(tile).str(); }),
      " x ");
  tileGroupsRemarks.passed(group, "group")
      << remark::add("{0} of {1} ops are computed in tiles of {2}",
                     plan.nest->ops.size(), ops, tiles)
      << remark::metric("ops", plan.nest->ops.size())
      << remark::metric("tile", tiles);
}

/// Of these maxima and minima numbers alone count, which takes a third of the
/// time: what is no number makes the sums such, whatever is subtracted from it.
void countNumbers(ArrayRef<Operation *> anchors) {
  for (Operation *anchor : anchors)
    anchor->walk([](Operation *op) {
      OpBuilder builder(op);
      Value number;
      if (auto max = dyn_cast<arith::MaximumFOp>(op))
        number = arith::MaxNumFOp::create(builder, op->getLoc(), max.getLhs(),
                                          max.getRhs());
      else if (auto min = dyn_cast<arith::MinimumFOp>(op))
        number = arith::MinNumFOp::create(builder, op->getLoc(), min.getLhs(),
                                          min.getRhs());
      if (!number)
        return;
      op->replaceAllUsesWith(ValueRange(number));
      op->erase();
    });
}

/// The ops of a group that a Spec states; `isAll` is false if others are among
/// them.
std::vector<StatedOp> readStated(Block &body, bool &isAll) {
  std::vector<StatedOp> ops;
  for (Operation &op : body.without_terminator()) {
    if (isFree(&op))
      continue;
    if (std::optional<StatedOp> stated = StatedOp::read(&op))
      ops.push_back(std::move(*stated));
    else
      isAll = false;
  }
  return ops;
}

/// Whether the group goes once through what it reduces, and now does.
bool stream(IRRewriter &rewriter, FusedOp group, const CoreSpeed &speed) {
  Block &body = group.getBody().front();
  bool isAll = true;
  std::vector<StatedOp> ops = readStated(body, isAll);
  auto refuse = [&](StringRef reason) {
    tileGroupsRemarks.missed(group, "stream")
        << remark::add("what it makes is held for whole rows")
        << remark::reason("{0}", reason);
    return false;
  };
  if (!isAll)
    return refuse("an op is not stated by loops");
  auto all = llvm::map_to_vector(
      ops, [](const StatedOp &op) -> const StatedOp * { return &op; });
  GroupStream stream(all, body.getArguments(),
                     body.getTerminator()->getOperands(), speed);
  std::string reason = stream.getReason().str();
  FailureOr<SmallVector<Value>> made = failure();
  if (stream.getPlan())
    made = makeStream(rewriter, group, stream, reason);
  if (failed(made)) {
    countNumbers(stream.findAnchors());
    return refuse(reason);
  }
  tileGroupsRemarks.passed(group, "stream")
      << remark::add("{0} sums go once through what is reduced",
                     stream.getPlan()->accumulators.size())
      << remark::metric("tile", stream.getPlan()->streamed.tile)
      << remark::metric("bounds", stream.getPlan()->bounds.size());
  rewriter.replaceOp(group, *made);
  return true;
}

LogicalResult tile(IRRewriter &rewriter, FusedOp group, const GroupBody &ops,
                   const GroupPlan &plan) {
  explainPlan(group, plan, ops.getLoops().getMembers().size());
  Location loc = group.getLoc();
  Operation *next = group->getNextNode();
  Operation *end = group.getBody().front().getTerminator();
  for (Operation *op : ops.getBehind()) {
    rewriter.moveOpBefore(op, end);
    next = end = op;
  }
  rewriter.setInsertionPoint(group);
  group.openBody(rewriter);
  rewriter.setInsertionPoint(next);
  if (plan.nest && failed(makeNest(rewriter, *plan.nest)))
    return emitError(loc) << "'" << FusedOp::getOperationName()
                          << "' op makes tensors of sizes that are not known "
                             "in front of it";
  return success();
}

struct TileGroupsPass : WithModels<impl::TileGroupsPassBase<TileGroupsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine) || failed(checkGroups(getOperation())) ||
        failed(prepare(getOperation())))
      return signalPassFailure();
    CoreSpeed speed = getCoreSpeed(*machine);
    int64_t nearBytes = speed.levels[1].bytes;
    SmallVector<FusedOp> groups = findGroups(getOperation());
    markLoneOps(getOperation(), groups.size());
    GroupMarker marker;
    IRRewriter rewriter(&getContext(), &marker);
    bool isRight = true;
    for (auto [number, group] : llvm::enumerate(groups)) {
      Attribute mark = rewriter.getI64IntegerAttr(number);
      markGroup(group, mark);
      marker.follow(mark);
      GroupBody ops(group.getBody().front());
      GroupPlan plan = planGroup(ops.getLoops(), nearBytes);
      isRight &= (plan.needsLoops && stream(rewriter, group, speed)) ||
                 succeeded(tile(rewriter, group, ops, plan));
    }
    if (!isRight || failed(simplifyTiles(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
