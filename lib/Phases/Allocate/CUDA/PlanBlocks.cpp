//===- PlanBlocks.cpp - buffers in a block's own memory -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   scf.forall (%b) in (%n) {
//     %a = memref.alloc(%k) : memref<?xf32>      // %k is at most 8
//     %c = memref.alloc(%m) : memref<?xf32>      // %m may be anything
//     ...
//   }
//
// becomes, as %a fits in the memory that the threads of a block share,
//
//   scf.forall (%b) in (min(%n, 1024)) {
//     %bytes = ... memref.alloca() : memref<64xi8, workgroup>
//     scf.for %tile = %b to %n step 1024 {
//       %a = memref.view %bytes[0][%k]
//       %c = memref.alloc(%m)
//       ...
//     }
//   }
//
// Buffers in shared memory have their largest sizes, so one packing is right
// for all blocks and sizes. The largest buffers are left in global memory until
// the rest fits. ag-plan-workspace places these in the workspace, a copy for
// each block, so the number of blocks is limited.
//
//===----------------------------------------------------------------------===//
#include "Common/BlockMemory.h"
#include "Plan/Temporaries.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PLANBLOCKSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks planBlocksRemarks("ag-plan-blocks");

namespace {
/// The number of blocks, each with a copy of the buffers that do not fit in
/// shared memory. It bounds the workspace, not the GPU: the largest GPUs run
/// 1,184 blocks at once, 8 on each of the 148 multiprocessors of an sm_100.
constexpr int64_t mostBlocks = 1024;

/// Plans the blocks of one loop.
class BlockPlan {
public:
  BlockPlan(scf::ForallOp loop, const BufferLiveness &liveness,
            int64_t mostBytes)
      : loop(loop), liveness(liveness), mostBytes(mostBytes) {}

  /// Fails, with an error, if a buffer cannot be a view of bytes.
  LogicalResult make();
  void apply(RewriterBase &rewriter);

private:
  void pack();
  void placeBuffers(RewriterBase &rewriter);
  void takeTilesInSequence(RewriterBase &rewriter);
  void explain() const;

  scf::ForallOp loop;
  const BufferLiveness &liveness;
  int64_t mostBytes;
  /// The buffers in shared memory; their sizes and lives are at the same
  /// indices.
  SmallVector<memref::AllocOp> own;
  std::vector<LiveBuffer> buffers;
  Packing packing;
  /// The number of buffers that do not fit there.
  unsigned left = 0;
};
} // namespace

/// Returns the bytes of a buffer at its largest; std::nullopt if they have no
/// constant bound of at most `mostBytes`.
static std::optional<int64_t> boundBytes(memref::AllocOp op,
                                         int64_t mostBytes) {
  MemRefType type = op.getType();
  int64_t bytes = DataLayout::closest(op)
                      .getTypeSize(type.getElementType())
                      .getFixedValue();
  SmallVector<int64_t> extents;
  for (int64_t extent : type.getShape())
    if (!ShapedType::isDynamic(extent))
      extents.push_back(extent);
  for (Value extent : op.getDynamicSizes()) {
    FailureOr<int64_t> most = ValueBoundsConstraintSet::computeConstantBound(
        presburger::BoundType::UB, extent, /*stopCondition=*/nullptr,
        /*closedUB=*/true);
    if (failed(most))
      return std::nullopt;
    extents.push_back(std::max<int64_t>(*most, 0));
  }
  for (int64_t extent : extents)
    if (llvm::MulOverflow(bytes, extent, bytes) || bytes > mostBytes)
      return std::nullopt;
  return llvm::alignTo(bytes, workspaceAlignment);
}

/// Returns the most bytes that the block's buffers may have beside what threads
/// keep while they reduce.
static int64_t findHeldLimit(scf::ForallOp loop, const Speed &speed) {
  DataLayout layout = DataLayout::closest(loop);
  llvm::SmallDenseSet<int64_t, 4> bytes;
  loop.walk([&](linalg::LinalgOp op) {
    if (op.getNumReductionLoops() > 0)
      for (Value operand : op->getOperands())
        bytes.insert(layout.getTypeSize(getElementTypeOrSelf(operand)));
  });
  return getHeldLimit(speed, bytes);
}

/// Returns true if a block has at most one buffer of `op` at a time.
static bool isMadeOnce(memref::AllocOp op, scf::ForallOp loop) {
  Operation *around = op->getParentOp();
  while (around != loop && isa<RegionBranchOpInterface>(around) &&
         !around->hasTrait<OpTrait::HasParallelRegion>())
    around = around->getParentOp();
  return around == loop;
}

/// Packs the buffers. Leaves out the largest one until the rest fits.
void BlockPlan::pack() {
  while (true) {
    PackingOptions options;
    options.capacity = mostBytes;
    packing = llvm::cantFail(packIntervals(buffers, options));
    if (packing.peak <= mostBytes)
      return;
    auto largest =
        std::max_element(buffers.begin(), buffers.end(),
                         [](const LiveBuffer &a, const LiveBuffer &b) {
                           return a.size < b.size;
                         });
    own.erase(own.begin() + (largest - buffers.begin()));
    buffers.erase(largest);
    ++left;
  }
}

LogicalResult BlockPlan::make() {
  WalkResult result = loop.walk([&](memref::AllocOp op) {
    if (failed(checkBufferType(op)))
      return WalkResult::interrupt();
    std::optional<int64_t> bytes;
    if (isMadeOnce(op, loop))
      bytes = boundBytes(op, mostBytes);
    if (!bytes) {
      ++left;
      return WalkResult::advance();
    }
    own.push_back(op);
    buffers.push_back(
        {*bytes, liveness.getLife(op.getResult()), workspaceAlignment});
    return WalkResult::advance();
  });
  pack();
  return failure(result.wasInterrupted());
}

/// Replaces the buffers by views of one memory, at the same positions. The
/// proof takes these for the positions where the buffers have no contents yet.
void BlockPlan::placeBuffers(RewriterBase &rewriter) {
  Location loc = loop.getLoc();
  rewriter.setInsertionPointToStart(loop.getBody());
  MemRefType type = getBlockMemoryType(loop.getContext(), packing.peak);
  auto memory = memref::AllocaOp::create(
      rewriter, loc, type, rewriter.getI64IntegerAttr(workspaceAlignment));
  Value bytes = memref::MemorySpaceCastOp::create(
      rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()),
      memory);
  for (memref::AllocOp op : own)
    eraseDeallocations(op.getResult(), liveness);
  for (auto [op, offset] : llvm::zip_equal(own, packing.offsets)) {
    rewriter.setInsertionPoint(op);
    rewriter.replaceOpWithNewOp<memref::ViewOp>(
        op, op.getType(), bytes,
        arith::ConstantIndexOp::create(rewriter, op.getLoc(), offset),
        op.getDynamicSizes());
  }
}

/// Limits the number of blocks. Each of them runs an equal share of the tiles.
void BlockPlan::takeTilesInSequence(RewriterBase &rewriter) {
  Location loc = loop.getLoc();
  OpFoldResult tiles = loop.getMixedUpperBound().front();
  if (std::optional<int64_t> known = getConstantIntValue(tiles);
      known && *known <= mostBlocks)
    return;
  rewriter.setInsertionPoint(loop);
  AffineExpr tiles0 = rewriter.getAffineSymbolExpr(0);
  AffineExpr most0 = rewriter.getAffineConstantExpr(mostBlocks);
  OpFoldResult blocks = affine::makeComposedFoldedAffineMin(
      rewriter, loc,
      AffineMap::get(0, 1, {tiles0, most0}, rewriter.getContext()), {tiles});
  Value end = getValueOrCreateConstantIndexOp(rewriter, loc, tiles);
  Value step = arith::ConstantIndexOp::create(rewriter, loc, mostBlocks);
  scf::ForallOp fewer = beginBlockLoop(rewriter, loc, blocks, {});
  fewer->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  auto sequence =
      scf::ForOp::create(rewriter, loc, fewer.getInductionVar(0), end, step);
  rewriter.eraseOp(loop.getTerminator());
  rewriter.inlineBlockBefore(loop.getBody(),
                             sequence.getBody()->getTerminator(),
                             sequence.getInductionVar());
  rewriter.eraseOp(loop);
  loop = fewer;
}

void BlockPlan::explain() const {
  auto spell = [](size_t count) {
    return count == 1 ? "1 buffer" : std::to_string(count) + " buffers";
  };
  if (!own.empty())
    planBlocksRemarks.passed(loop, "own")
        << remark::add("has {0} of each block's own in {1} bytes of shared "
                       "memory",
                       spell(own.size()), packing.peak)
        << remark::metric("buffers", own.size())
        << remark::metric("bytes", packing.peak)
        << remark::metric("bound", packing.leastPossible);
  if (left > 0)
    planBlocksRemarks.missed(loop, "own")
        << remark::add("has {0} of each block's own in the workspace, for at "
                       "most {1} blocks",
                       spell(left), mostBlocks)
        << remark::reason("they may be larger, together or alone, than the {0} "
                          "bytes of shared memory for a block's own buffers",
                          mostBytes)
        << remark::metric("buffers", left)
        << remark::metric("blocks", mostBlocks);
}

void BlockPlan::apply(RewriterBase &rewriter) {
  explain();
  if (left > 0)
    takeTilesInSequence(rewriter);
  if (!own.empty())
    placeBuffers(rewriter);
}

namespace {
struct PlanBlocksPass : WithModels<impl::PlanBlocksPassBase<PlanBlocksPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    Speed speed = getSpeed(*machine);
    std::vector<BlockPlan> plans;
    BufferLiveness liveness(getOperation());
    for (auto loop : findHostOps<scf::ForallOp>(getOperation()))
      if (isOverBlocks(loop) && loop.isNormalized()) {
        plans.emplace_back(loop, liveness, findHeldLimit(loop, speed));
        if (failed(plans.back().make()))
          return signalPassFailure();
      }
    for (BlockPlan &plan : plans)
      plan.apply(rewriter);
  }
};
} // namespace
} // namespace ag
