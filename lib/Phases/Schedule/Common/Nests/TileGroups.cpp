//===- TileGroups.cpp - groups as loops over tiles ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a group (ag.fused) computed?
//
//  1. Compound ops such as linalg.softmax are decomposed, and invalid groups
//     are refused. Sizes are taken from their origins, and reshapes are made as
//     small as possible.
//  2. The loops that the group's ops share are found (SharedLoops.h), and some
//     of them are chosen, with tiles (Plan.h).
//  3. The ops replace the group. Ops that have the chosen loops are computed in
//     them, tile by tile (GroupNest.h).
//
// A group whose ops save nothing in one loop is left to later passes, as are
// element-wise ops, or a contraction and its epilogue. So is a group in which
// each loop is reduced by some op, unless these ops are contractions, whose
// sums each iteration adds to.
//
//===----------------------------------------------------------------------===//
#include "Common/Elementwise/Reshapes.h"
#include "Common/Nests/GroupBody.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/GroupNest.h"
#include "Common/Simplify.h"
#include "Common/Streams/StreamNest.h"
#include "ag/Analysis/Groups/DescribeGroup.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/Levels.h"
#include "ag/Analysis/Groups/Nest.h"
#include "ag/Analysis/Groups/NestBounds.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Common/Aggregates.h"
#include "ag/Phases/Common/WorkFormulas.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
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

/// Decomposes compound ops, and emits an error if a group is invalid. The check
/// is left out for groups whose form a phase has computed: they were checked
/// before, and their ops carry less information now.
LogicalResult checkGroups(func::FuncOp function) {
  auto module = function->getParentOfType<ModuleOp>();
  bool isMade = module && module->hasAttr(phaseAttrName);
  for (FusedOp group : findGroups(function)) {
    decomposeLinalg(group);
    if (isMade && group.getForm())
      continue;
    std::optional<GroupFault> fault = describeGroup(
        group, group, [](ArrayRef<const StatedOp *>, GroupSummary &) {});
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

/// Refuses loops over blocks in the input of a GPU. Loops that passes create
/// write tiles that do not overlap, while others may not.
LogicalResult checkLoops(func::FuncOp function) {
  bool isRight = true;
  function.walk([&](scf::ForallOp loop) {
    emitError(loop.getLoc()) << "a loop is not compiled for target=cuda yet: '"
                             << loop->getName() << "'";
    isRight = false;
  });
  return success(isRight);
}

/// Copies index tensors that several ops read, one for each op. The ops may
/// read them by loops of different dimensions that one nest has both of.
void copyIndices(FusedOp group) {
  for (Operation &op : llvm::make_early_inc_range(group.getBody().front())) {
    auto indices = dyn_cast<linalg::GenericOp>(op);
    if (!indices || !indices.hasIndexSemantics() || !isRematerializable(&op) ||
        op.use_empty())
      continue;
    for (OpOperand &use : llvm::make_early_inc_range(
             llvm::drop_begin(op.getResult(0).getUses())))
      use.set(OpBuilder(&op).clone(op)->getResult(0));
  }
}

/// Emits a remark that names the tiles of the group's loops, or the reason for
/// none.
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

/// Replaces maximumf by maxnumf, and minimumf by minnumf, in these ops, which
/// is three times faster. A NaN still reaches the sums, whatever is subtracted
/// from it.
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

/// Returns the ops of a group that have a Spec, without free ones. Sets `isAll`
/// to false if an op has none.
std::vector<StatedOp> readStated(Block &body, bool &isAll) {
  std::vector<StatedOp> ops;
  for (Operation &op : body.without_terminator()) {
    if (isRematerializable(&op))
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

/// Counts the values that are unsplit in memory if the group is computed in
/// these loops.
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
  /// Creates a tiler. `marker` must listen to the rewriter. No op may have the
  /// mark `freeMark` or a lower one.
  GroupTiler(IRRewriter &rewriter, GroupMarker &marker, const Machine &machine,
             int64_t freeMark)
      : rewriter(rewriter), marker(marker), machine(machine),
        speed(getSpeed(machine)), freeMark(freeMark) {}

  /// Replaces the group by its loops and ops, and appends its plan to
  /// `planned`.
  LogicalResult tile(FusedOp group, bool isMade,
                     SmallVectorImpl<PlannedWhole> &planned);

private:
  FailureOr<NestChoice> choose(FusedOp group, const GroupMembers &members,
                               bool isMade);
  std::optional<LoopWork> countWork(FusedOp group) const;
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

/// Returns the loops that the group's attribute states, or chooses some. They
/// are chosen if there is no such attribute, or if it is for another processor.
/// They are chosen, too, if the ops of a group that `isMade` by the compiler no
/// longer have the stated loops.
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
        return NestChoice{std::move(*read), needsLoops};
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

/// Returns the work of the group as a kernel of a GPU; std::nullopt on a CPU.
std::optional<LoopWork> GroupTiler::countWork(FusedOp group) const {
  if (!speed.isGPU)
    return std::nullopt;
  return WorkFormulas(group->getParentOfType<func::FuncOp>())
      .ofGroup(group.getBody().front(), group.getOperands(),
               group.getResults());
}

/// Replaces the group by a stream. Returns false if that fails.
bool GroupTiler::stream(FusedOp group, GroupStream &stream) {
  std::string reason;
  marker.follow(rewriter.getI64IntegerAttr(freeMark--));
  FailureOr<SmallVector<Value>> made =
      makeStream(rewriter, group, stream, countWork(group), reason);
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

/// Returns the number of outermost loops of the nest that all of its ops are
/// in, and in which no op adds to a sum or leaves out positions.
static unsigned countBlockLoops(const NestPlan &plan) {
  unsigned count = plan.tiles.size();
  for (const NestedOp &op : plan.ops) {
    count = std::min(count, op.depth);
    for (auto [loop, own] : llvm::enumerate(op.loops))
      if (own && !op.stated->isParallel(loop))
        count = std::min(count, *own);
  }
  for (unsigned level = 0; level < count && !plan.loopRanges.empty(); ++level)
    if (plan.loopRanges[level])
      return level;
  return count;
}

/// Replaces the group by a nest and its other ops. `stated` are the ops with
/// Specs, or empty if an op has none.
LogicalResult GroupTiler::nest(FusedOp group, const GroupBody &ops,
                               ArrayRef<const StatedOp *> stated,
                               const NestChoice &choice) {
  NestPlan plan;
  if (!choice.loops.around.empty()) {
    plan = nestOps(ops.getLoops(), choice.loops.around);
    boundNest(plan, stated);
    if (speed.isGPU)
      plan.blockLoops = countBlockLoops(plan);
    if (speed.isGPU && plan.blockLoops == 0)
      return group.emitOpError(
          "has no parallel loop, whose iterations would be "
          "the blocks of a GPU");
  }
  explainNest(group, plan, choice, ops.getLoops().getMembers().size());
  Location loc = group.getLoc();
  LoopWork work = countWork(group).value_or(LoopWork());
  Operation *next = group->getNextNode();
  Operation *end = group.getBody().front().getTerminator();
  for (Operation *op : ops.getBehind()) {
    rewriter.moveOpBefore(op, end);
    next = end = op;
  }
  rewriter.setInsertionPoint(group);
  group.openBody(rewriter);
  rewriter.setInsertionPoint(next);
  if (!plan.tiles.empty() && failed(makeNest(rewriter, plan, work)))
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
  bool isStreamed = choice->loops.stream != nullptr;
  if (isStreamed) {
    if (stream(group, *choice->loops.stream))
      return success();
    // No op computes one of its forms.
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
  // A kernel that is not made is taken back.
  bool isTakenBack = isStreamed && speed.isGPU;
  if (!isTakenBack && PassRemarks::areWanted(group.getContext()))
    planned.back() = planWhole(ops.getLoops(), choice->loops.around, speed);
  return nest(group, ops, all, *choice);
}

namespace {
struct TileGroupsPass : WithModels<impl::TileGroupsPassBase<TileGroupsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine) ||
        (machine->isGPU() && failed(checkLoops(getOperation()))) ||
        failed(checkGroups(getOperation())) || failed(prepare(getOperation())))
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
