//===- BlockContractions.cpp - contractions in blocks that fit in L2 ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which operands of a contraction are re-read by tiles but do not stay in the
// core's own cache? The columns of a tile read all of A, and each tile of rows
// reads those columns of B. With many rows, A comes from memory once for each
// tile of columns. With a long sum, B does for each tile of rows:
//
//   C(m, n) += A(m, k) * B(k, n)          m, n = 256, k = 64000
//
// becomes
//
//   for k in blocks of 256
//     C(m, n) += A(m, k block) * B(k block, n)
//
// where groups of blocks have sums of their own (LongSums.h). With m = 64000
// and k = 256, blocks are of rows instead, fused with the element-wise op that
// uses C. Both kinds of blocks may occur. Operands that are read once anyway,
// or that the cache holds, are left as they are.
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/Access.h"
#include "Common/ContractionPlan.h"
#include "Common/Nests/GroupBody.h"
#include "Common/Nests/GroupMarks.h"
#include "Common/Nests/GroupNest.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_BLOCKCONTRACTIONSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks blockContractionsRemarks("ag-block-contractions");

namespace {
/// The rows of the tallest tile.
constexpr int64_t tileRows = 8;

/// A loop in blocks of `tile` positions.
struct BlockedLoop {
  unsigned loop;
  int64_t tile;
};

class BlockPlanner {
public:
  BlockPlanner(linalg::GenericOp op, ContractionPlan plan, int64_t columns,
               const Speed &speed)
      : op(op), plan(std::move(plan)), columns(columns), speed(speed),
        extents(op.getStaticLoopRanges()) {}

  /// Returns the loops to block. Returns none if blocks save nothing, or if an
  /// extent is dynamic.
  SmallVector<BlockedLoop> choose();
  /// Returns the number of positions that a block has in these loops.
  int64_t countOf(ArrayRef<BlockedLoop> blocked, ArrayRef<unsigned> loops);

private:
  int64_t count(ArrayRef<unsigned> loops);
  int64_t bytesOf(OpOperand *operand);
  bool areSumsLong();
  bool areRowsMany(int64_t terms, int64_t rows);
  void split(ArrayRef<unsigned> loops, int64_t most, int64_t unit,
             SmallVector<BlockedLoop> &blocked);

  linalg::GenericOp op;
  ContractionPlan plan;
  int64_t columns; // of a tile
  const Speed &speed;
  SmallVector<int64_t> extents;
};
} // namespace

int64_t BlockPlanner::count(ArrayRef<unsigned> loops) {
  int64_t places = 1;
  for (unsigned loop : loops)
    places = times(places, extents[loop]);
  return places;
}

int64_t BlockPlanner::bytesOf(OpOperand *operand) {
  return OperandShape(operand->get().getType()).countBytes().value();
}

/// Returns true if the columns of a tile exceed half of L2, and most of the
/// bytes that tiles read are re-read. The columns of a weight are contiguous,
/// as load packs it, and come from L3 as quickly as they are multiplied.
bool BlockPlanner::areSumsLong() {
  int64_t a = bytesOf(plan.scalarOperand), b = bytesOf(plan.vectorOperand);
  int64_t panels = llvm::divideCeil(extents[plan.n], columns);
  int64_t tiles = llvm::divideCeil(count(plan.rows), tileRows);
  return !isLoadValue(plan.vectorOperand->get()) &&
         b / panels > getTileBytes(speed) &&
         count(plan.sums) >= fewestTermsInBlocks &&
         plus(times(a, panels), times(b, tiles)) / 4 > plus(a, b);
}

/// Returns true if blocks of rows pay for A, whose rows have `terms` terms. A
/// must come from memory, `rows` of its rows take half of L2, and all of B fits
/// there. Re-reading B for each block must cost less than half of re-reading A
/// for each tile of columns. A in L3 is no reason: products take longer than
/// reading it from there.
bool BlockPlanner::areRowsMany(int64_t terms, int64_t rows) {
  int64_t a = bytesOf(plan.scalarOperand), b = bytesOf(plan.vectorOperand);
  int64_t all = count(plan.rows), sums = count(plan.sums);
  int64_t panels = llvm::divideCeil(extents[plan.n], columns);
  if (rows < tileRows || rows >= all || b / sums * terms > speed.block.tiles ||
      a / sums * terms <= speed.block.shared)
    return false;
  int64_t blocked = plus(a, times(b, llvm::divideCeil(all, rows)));
  return times(2, blocked) < times(a, panels);
}

/// Appends the loops that need blocks, outermost first, so that a block has at
/// most `most` positions. Prefers sizes that divide the loop, which leaves no
/// remainder, and multiples of `unit`, which leave none within a block.
void BlockPlanner::split(ArrayRef<unsigned> loops, int64_t most, int64_t unit,
                         SmallVector<BlockedLoop> &blocked) {
  SmallVector<BlockedLoop> found;
  int64_t inside = 1;
  for (unsigned loop : llvm::reverse(loops)) {
    int64_t extent = extents[loop];
    int64_t longest = std::max<int64_t>(1, most / inside), tile = longest;
    if (longest < extent) {
      while (tile > longest / 2 &&
             (extent % tile != 0 || tile * inside % unit != 0))
        --tile;
      if (tile <= longest / 2)
        tile = longest;
      found.push_back({loop, tile});
    }
    inside *= std::min(extent, tile);
  }
  blocked.append(found.rbegin(), found.rend());
}

SmallVector<BlockedLoop> BlockPlanner::choose() {
  SmallVector<BlockedLoop> blocked;
  if (llvm::any_of(extents, ShapedType::isDynamic) ||
      llvm::is_contained(extents, 0) || !plan.aroundColumns.empty())
    return blocked;
  int64_t terms = count(plan.sums);
  if (areSumsLong()) {
    split(plan.sums, termsOfBlock, 1, blocked);
    terms = std::min(terms, termsOfBlock);
  }
  int64_t ofRow =
      std::max<int64_t>(1, times(terms, bytesOf(plan.scalarOperand)) /
                               times(count(plan.rows), count(plan.sums)));
  int64_t rows = llvm::alignDown(getTileBytes(speed) / ofRow, tileRows);
  if (areRowsMany(terms, rows))
    split(plan.rows, rows, tileRows, blocked);
  return blocked;
}

int64_t BlockPlanner::countOf(ArrayRef<BlockedLoop> blocked,
                              ArrayRef<unsigned> loops) {
  int64_t places = 1;
  for (unsigned loop : loops) {
    const BlockedLoop *found = llvm::find_if(
        blocked, [&](BlockedLoop each) { return each.loop == loop; });
    places *= found == blocked.end() ? extents[loop] : found->tile;
  }
  return places;
}

/// Returns the nest in which the contraction and its epilogue have the loops
/// `blocked`; the epilogue has no summed loops. `ops` are the two, or the
/// contraction alone if `use`, the epilogue's use of it, is null.
static NestPlan makeNestPlan(ArrayRef<StatedOp> ops, OpOperand *use,
                             ArrayRef<BlockedLoop> blocked) {
  auto op = cast<linalg::GenericOp>(ops.front().op);
  NestPlan nest;
  SmallVector<std::optional<unsigned>> own(op.getNumLoops());
  for (auto [number, each] : llvm::enumerate(blocked)) {
    nest.tiles.push_back(each.tile);
    own[each.loop] = number;
  }
  unsigned depth = blocked.size();
  nest.ops.push_back({&ops.front(), depth, own});
  if (!use)
    return nest;
  auto epilogue = cast<linalg::GenericOp>(use->getOwner());
  AffineMap made = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  SmallVector<std::optional<unsigned>> theirs(epilogue.getNumLoops());
  for (auto [read, place] :
       llvm::zip_equal(epilogue.getMatchingIndexingMap(use).getResults(),
                       made.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(place))
      theirs[cast<AffineDimExpr>(read).getPosition()] = own[loop.getPosition()];
  nest.ops.push_back({&ops.back(), depth, theirs});
  return nest;
}

static bool blockContraction(IRRewriter &rewriter, linalg::GenericOp op,
                             const Machine &machine, const Speed &speed) {
  std::optional<ContractionPlan> plan = makeContractionPlan(op);
  if (!plan || !op.hasPureTensorSemantics() || !isVectorizable(op, plan->n))
    return false;
  int64_t columns =
      2 * machine.lanes(op.getRegionOutputArgs().front().getType());
  BlockPlanner planner(op, *plan, columns, speed);
  SmallVector<BlockedLoop> blocked = planner.choose();
  if (blocked.empty())
    return false;
  int64_t rows = planner.countOf(blocked, plan->rows);
  int64_t terms = planner.countOf(blocked, plan->sums);
  bool addsUp = llvm::is_contained(plan->sums, blocked.front().loop);
  OpOperand *use = addsUp ? nullptr : findEpilogue(op);
  blockContractionsRemarks.passed(op, "blocks")
      << remark::add("is computed in blocks of {0} rows and {1} terms", rows,
                     terms)
      << remark::metric("rows", rows) << remark::metric("terms", terms);
  rewriter.setInsertionPoint(use ? use->getOwner() : op);
  std::vector<StatedOp> ops = {*readLoops(op)};
  if (use)
    ops.push_back(*readLoops(use->getOwner()));
  return succeeded(makeNest(rewriter, makeNestPlan(ops, use, blocked)));
}

namespace {
struct BlockContractionsPass
    : WithModels<impl::BlockContractionsPassBase<BlockContractionsPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    Speed speed = getSpeed(*machine);
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    GroupMarker marker;
    IRRewriter rewriter(&getContext(), &marker);
    bool changed = false;
    for (linalg::GenericOp op : llvm::reverse(ops)) {
      marker.follow(op);
      changed |= blockContraction(rewriter, op, *machine, speed);
    }
    if (!changed)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
