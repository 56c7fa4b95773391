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
#include "EdgeReasons.h"
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
      << remark::metric(
             "ops", int64_t(box.getBody().front().getOperations().size() - 1))
      << remark::metric("passes", study.countPasses())
      << remark::metric("bytes", work.getBytes())
      << remark::metric("flops", work.flops)
      << remark::metric("nanoseconds", int64_t(1e9 * work.getSeconds()))
      << remark::metric("bound", work.getBound());
}

static LogicalResult describe(FusedOp box, WorkModel &model,
                              EdgeReasons &reasons) {
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
  if (!study.getRefusal().isNone())
    return study.getRefused()->emitOpError("is in a group, but ")
           << study.getRefusal().text << "; expected it outside";
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
  if (PassRemarks::areWanted(box.getContext()) && study.countPasses() > 1)
    reasons.note(all, study);
  return success();
}

//===----------------------------------------------------------------------===//
// Making groups
//===----------------------------------------------------------------------===//

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

static void makeGroups(FunctionOpInterface function, const CoreSpeed &speed,
                       EdgeReasons &reasons) {
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
    reasons.note(groups.edges);
    for (ArrayRef<Operation *> group : groups.groups)
      makeBox(rewriter, group);
    if (!groups.groups.empty())
      sortOps(*block);
  }
}

static LogicalResult describeGroups(FunctionOpInterface function,
                                    const CoreSpeed &speed,
                                    EdgeReasons &reasons) {
  SizeEvaluator sizes(function, getPlannedSizes(function));
  WorkModel model(speed, sizes);
  WalkResult described = function->walk([&](FusedOp box) {
    return failed(describe(box, model, reasons)) ? WalkResult::interrupt()
                                                 : WalkResult::advance();
  });
  return failure(described.wasInterrupted());
}

/// "'ag.exp' of attention".
static std::string describe(Operation *op) {
  std::string text = "'" + op->getName().getStringRef().str() + "'";
  std::string region = nameRegions(op);
  return region.empty() ? text : text + " of " + region;
}

/// Says of each edge between two ops that compute whether that is together.
static void report(const ExplainedEdge &edge) {
  bool isApart = edge.how == ExplainedEdge::Apart;
  auto remark = isApart ? remarks.missed(edge.producer, "edge")
                        : remarks.passed(edge.producer, "edge");
  StringRef how = edge.how == ExplainedEdge::Together ? "together with"
                  : isApart ? "apart from"
                            : "in an earlier pass of their group than";
  remark << remark::add("{0} is computed {1} {2} at {3}",
                        describe(edge.producer), how, describe(edge.consumer),
                        spellPlace(edge.consumer));
  if (!edge.reason.isNone())
    remark << remark::reason("{0}", edge.reason.text)
           << remark::metric("why", spell(edge.reason.kind));
  FileLineColRange place = findPlace(edge.consumer->getLoc());
  remark << remark::metric("how", spell(edge.how))
         << remark::metric("bytes", edge.bytes);
  if (std::string name = nameRegions(edge.producer); !name.empty())
    remark << remark::metric("region", name);
  if (std::string name = nameRegions(edge.consumer); !name.empty())
    remark << remark::metric("user_region", name);
  if (place)
    remark << remark::metric("user_file", place.getFilename().getValue())
           << remark::metric("user_line", place.getStartLine())
           << remark::metric("user_column", place.getStartColumn());
}

static void reportEdges(FunctionOpInterface function, const CoreSpeed &speed,
                        const EdgeReasons &reasons) {
  SizeEvaluator sizes(function, getPlannedSizes(function));
  for (const ExplainedEdge &edge : reasons.explain({speed, sizes}))
    report(edge);
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
      if (failed(fuse(function, speed)))
        return signalPassFailure();
    }
  }

private:
  static LogicalResult fuse(FunctionOpInterface function,
                            const CoreSpeed &speed) {
    EdgeReasons reasons(function);
    makeGroups(function, speed, reasons);
    if (failed(describeGroups(function, speed, reasons)))
      return failure();
    if (PassRemarks::areWanted(function.getContext()))
      reportEdges(function, speed, reasons);
    return success();
  }
};
} // namespace
} // namespace ag
