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
#include "Common/Elementwise/Reshapes.h"
#include "Common/Nests/GroupBody.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/GroupNest.h"
#include "Common/Simplify.h"
#include "Common/Streams/StreamNest.h"
#include "ag/Analysis/Groups/DescribeGroup.h"
#include "ag/Analysis/Groups/GroupBorder.h"
#include "ag/Analysis/Groups/Levels.h"
#include "ag/Analysis/Groups/Nest.h"
#include "ag/Analysis/Groups/NestBounds.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
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

/// Copies indices that several ops read for each of them: these may read them
/// by loops of different dimensions, of which a nest may have both.
void copyIndices(FusedOp group) {
  for (Operation &op : llvm::make_early_inc_range(group.getBody().front())) {
    auto indices = dyn_cast<linalg::GenericOp>(op);
    if (!indices || !indices.hasIndexSemantics() || !isFree(&op) ||
        op.use_empty())
      continue;
    for (OpOperand &use : llvm::make_early_inc_range(
             llvm::drop_begin(op.getResult(0).getUses())))
      use.set(OpBuilder(&op).clone(op)->getResult(0));
  }
}

/// Says in which loops the group is computed, or why in none.
void explainNest(FusedOp group, const NestPlan &nest, const NestChoice &choice,
                 size_t ops) {
  if (!choice.refusal.isNone()) {
    tileGroupsRemarks.missed(group, "group")
        << remark::add("its {0} ops are computed one by one", ops)
        << remark::reason("{0}", choice.refusal.text);
    return;
  }
  if (nest.tiles.empty()) {
    tileGroupsRemarks.analysis(group, "group")
        << remark::add("{0} ops need no loop of their own", ops);
    return;
  }
  std::string tiles = llvm::join(
      llvm::map_range(nest.tiles,
                      [](int64_t tile) { return Twine(tile).str(); }),
      " x ");
  tileGroupsRemarks.passed(group, "group")
      << remark::add("{0} of {1} ops are computed in tiles of {2}",
                     nest.ops.size(), ops, tiles)
      << remark::metric("ops", nest.ops.size()) << remark::metric("tile", tiles)
      << remark::metric("ranges", nest.ranges.size());
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

void explainStream(FusedOp group, StringRef reason) {
  tileGroupsRemarks.missed(group, "stream")
      << remark::add("what it makes is held for whole rows")
      << remark::reason("{0}", reason);
}

/// Counts what lies whole in memory if the group is computed in these loops.
PlannedWhole planWhole(const SharedLoops &loops, ArrayRef<NestLoop> around,
                       const Speed &speed) {
  GroupLevels levels = findLevels(loops, around, speed);
  llvm::SmallDenseSet<Operation *> producers;
  for (const WholeValue &value : levels.whole)
    producers.insert(value.producer);
  return {int64_t(producers.size()), levels.areWhole()};
}

class GroupTiler {
public:
  /// `marker` listens to the rewriter. No op has the mark `freeMark`, or one
  /// below it.
  GroupTiler(IRRewriter &rewriter, GroupMarker &marker, const Machine &machine,
             int64_t freeMark)
      : rewriter(rewriter), marker(marker), machine(machine),
        speed(getSpeed(machine)), freeMark(freeMark) {}

  /// Adds what is planned for the group to `planned`.
  LogicalResult tile(FusedOp group, bool isMade,
                     SmallVectorImpl<PlannedWhole> &planned);

private:
  FailureOr<NestChoice> choose(FusedOp group, const GroupMembers &members,
                               bool isMade);
  bool stream(FusedOp group, GroupStream &stream);
  LogicalResult nest(FusedOp group, const GroupBody &ops,
                     ArrayRef<const StatedOp *> stated,
                     const NestChoice &choice);

  IRRewriter &rewriter;
  GroupMarker &marker;
  const Machine &machine;
  Speed speed;
  int64_t freeMark;
};
} // namespace

/// Reads the loops that the group says, or chooses some: where it says none,
/// where they are for another processor, and where the compiler's own ops, of a
/// group that `isMade`, do not have them any more.
FailureOr<NestChoice>
GroupTiler::choose(FusedOp group, const GroupMembers &members, bool isMade) {
  if (NestAttr stated = group.getNestAttr()) {
    llvm::Expected<bool> isForThis = isNestFor(stated, machine.march);
    if (!isForThis)
      return group.emitOpError(llvm::toString(isForThis.takeError()));
    if (*isForThis) {
      llvm::Expected<NestLoops> read = readNest(stated, members);
      if (read) {
        bool needsLoops = !read->isEmpty();
        return NestChoice{std::move(*read), needsLoops, {}};
      }
      std::string fault = llvm::toString(read.takeError());
      if (!isMade)
        return group.emitOpError(fault);
      tileGroupsRemarks.missed(group, "nest")
          << remark::add("its loops are chosen again")
          << remark::reason("{0}", fault);
    } else {
      reportOtherNest(tileGroupsRemarks, group, stated, machine.march);
    }
  }
  return chooseNest(members, speed);
}

/// Returns true if the group is computed in the stream now.
bool GroupTiler::stream(FusedOp group, GroupStream &stream) {
  std::string reason;
  marker.follow(rewriter.getI64IntegerAttr(freeMark--));
  FailureOr<SmallVector<Value>> made =
      makeStream(rewriter, group, stream, reason);
  marker.follow(group);
  if (failed(made)) {
    explainStream(group, reason);
    return false;
  }
  const StreamPlan &plan = *stream.getPlan();
  tileGroupsRemarks.passed(group, "stream")
      << remark::add("{0} sums go once through what is reduced",
                     plan.accumulators.size())
      << remark::metric("tile", plan.streamed.tile)
      << remark::metric("bounds", plan.bounds.size());
  rewriter.replaceOp(group, *made);
  return true;
}

/// `stated` are the ops that Specs state, if all are.
LogicalResult GroupTiler::nest(FusedOp group, const GroupBody &ops,
                               ArrayRef<const StatedOp *> stated,
                               const NestChoice &choice) {
  NestPlan plan;
  if (!choice.loops.around.empty()) {
    plan = nestOps(ops.getLoops(), choice.loops.around);
    boundNest(plan, stated);
  }
  explainNest(group, plan, choice, ops.getLoops().getMembers().size());
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
  if (!plan.tiles.empty() && failed(makeNest(rewriter, plan)))
    return emitError(loc) << "'" << FusedOp::getOperationName()
                          << "' op makes tensors of sizes that are not known "
                             "in front of it";
  return success();
}

LogicalResult GroupTiler::tile(FusedOp group, bool isMade,
                               SmallVectorImpl<PlannedWhole> &planned) {
  planned.emplace_back();
  copyIndices(group);
  Block &body = group.getBody().front();
  GroupBody ops(body);
  bool isAll = true;
  std::vector<StatedOp> stated = readStated(body, isAll);
  SmallVector<const StatedOp *> all;
  for (const StatedOp &op : stated)
    if (isAll)
      all.push_back(&op);
  GroupMembers members{ops.getLoops(), all, body.getArguments(),
                       body.getTerminator()->getOperands()};
  FailureOr<NestChoice> choice = choose(group, members, isMade);
  if (failed(choice))
    return failure();
  if (choice->loops.stream) {
    if (stream(group, *choice->loops.stream))
      return success();
    // A form of it can't be computed by ops.
    GroupPlan plan = planGroup(ops.getLoops(), speed);
    choice->loops = {nullptr, std::move(plan.loops)};
    choice->refusal = std::move(plan.refusal);
  } else if (choice->needsLoops && all.empty()) {
    explainStream(group, "an op is not stated by loops");
  }
  if (choice->needsLoops && !all.empty()) {
    GroupStream stream(all, members.given, members.made);
    if (!choice->loops.stream && PassRemarks::areWanted(group.getContext()) &&
        !stream.choose(speed))
      explainStream(group, stream.getReason());
    countNumbers(stream.findAnchors());
  }
  if (PassRemarks::areWanted(group.getContext()))
    planned.back() = planWhole(ops.getLoops(), choice->loops.around, speed);
  return nest(group, ops, all, *choice);
}

namespace {
struct TileGroupsPass : WithModels<impl::TileGroupsPassBase<TileGroupsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine) || failed(checkGroups(getOperation())) ||
        failed(prepare(getOperation())))
      return signalPassFailure();
    auto module = getOperation()->getParentOfType<ModuleOp>();
    bool isMade = module && module->hasAttr(phaseAttrName);
    SmallVector<FusedOp> groups = findGroups(getOperation());
    int64_t freeMark = markLoneOps(getOperation());
    GroupMarker marker;
    IRRewriter rewriter(&getContext(), &marker);
    GroupTiler tiler(rewriter, marker, *machine, freeMark);
    bool isRight = true;
    SmallVector<PlannedWhole> planned;
    for (auto [number, group] : llvm::enumerate(groups)) {
      Attribute mark = rewriter.getI64IntegerAttr(number);
      markGroup(group, mark);
      marker.follow(mark);
      isRight &=
          succeeded(tiler.tile(group, isMade && group.getForm(), planned));
    }
    notePlanned(getOperation(), planned);
    if (!isRight || failed(simplifyTiles(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
