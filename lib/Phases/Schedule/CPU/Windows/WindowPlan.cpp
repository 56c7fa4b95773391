//===- WindowPlan.cpp - choices for ops with windows ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowPlan.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Phases/Common/LongSums.h"

using namespace mlir;

namespace ag {

/// The number of window offsets that one op handles, and its number of ops and
/// operands, are at most these.
static constexpr int64_t mostUnrolled = 16;
static constexpr unsigned mostJoinedOps = 256, mostJoinedInputs = 32;

/// Returns the inputs that slices are read from. An input that the body does
/// not use is among them only if it determines the extent of an inner loop.
static SmallVector<OpOperand *> findReadInputs(linalg::GenericOp op,
                                               const WindowLoops &loops) {
  SmallVector<OpOperand *> read;
  SmallVector<bool> hasExtent(op.getNumLoops());
  auto tell = [&](OpOperand &operand) {
    for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
      hasExtent[loop] |=
          op.getMatchingIndexingMap(&operand).isFunctionOfDim(loop);
  };
  auto isRead = [&](OpOperand *input) {
    return !op.getMatchingBlockArgument(input).use_empty();
  };
  for (OpOperand &init : op.getDpsInitsMutable())
    tell(init);
  for (OpOperand *input : op.getDpsInputOperands())
    if (isRead(input))
      tell(*input);
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    bool tells = llvm::any_of(loops.inner, [&](unsigned loop) {
      return !hasExtent[loop] && map.isFunctionOfDim(loop);
    });
    if (!isRead(input) && !tells)
      continue;
    tell(*input);
    read.push_back(input);
  }
  return read;
}

/// Returns true if one op may handle several window offsets. Elements of the
/// results must be sums over window offsets only. All offsets must apply to all
/// elements, or to those that read no padding. Neutral padding is as fast with
/// one offset at a time.
static bool canJoin(linalg::GenericOp op, const WindowLoops &loops,
                    const Padding &padding) {
  return (padding.empty() || padding.areSplit()) && !padding.getPart() &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
           AffineMap map = op.getMatchingIndexingMap(&init);
           return llvm::all_of(
                      loops.inner,
                      [&](unsigned loop) { return !sumsInto(map, loop); }) &&
                  llvm::none_of(loops.windowOffsets, [&](unsigned loop) {
                    return map.isFunctionOfDim(loop) &&
                           op.getStaticLoopRanges()[loop] != 1;
                  });
         });
}

/// Returns how many window offsets one op may handle if it reads `inputs`
/// slices for each.
static unsigned countJoined(linalg::GenericOp op, size_t inputs) {
  unsigned ops = std::max<unsigned>(
      1, std::distance(op.getBody()->begin(), op.getBody()->end()) - 1);
  unsigned slices = std::max<unsigned>(1, inputs);
  return std::max(1U, std::min(mostJoinedOps / ops, mostJoinedInputs / slices));
}

/// Returns true if each element is written by only one window offset.
static bool isWrittenOnce(linalg::GenericOp op, const WindowLoops &loops,
                          const Padding &padding, OpOperand &init) {
  AffineMap map = op.getMatchingIndexingMap(&init);
  return !padding.areSplit() && map.isProjectedPermutation() &&
         llvm::none_of(loops.windowOffsets,
                       [&](unsigned loop) { return sumsInto(map, loop); }) &&
         llvm::none_of(loops.inner, [&](unsigned loop) {
           return map.isFunctionOfDim(loop) && padding.restrict(loop);
         });
}

/// Returns the stride of the operand's last dimension, or 1 if its elements are
/// read or added to only a few times.
static int64_t findGatheredStride(linalg::GenericOp op,
                                  const WindowLoops &loops,
                                  OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (map.getNumResults() == 0)
    return 1;
  WindowIndex last = *getWindowIndex(map.getResults().back(), op.getNumLoops());
  std::optional<unsigned> loop = loops.getInnerLoop(last);
  bool isReadAgain = llvm::any_of(loops.inner, [&](unsigned other) {
    int64_t extent = op.getStaticLoopRanges()[other];
    return !map.isFunctionOfDim(other) &&
           (ShapedType::isDynamic(extent) || extent >= 4);
  });
  return loop && isReadAgain ? last.factors[*loop] : 1;
}

std::optional<WindowGroups> chooseGroups(ArrayRef<int64_t> extents,
                                         unsigned end) {
  constexpr int64_t mostAdded = 64, longestGroup = 16;
  int64_t added = 1;
  auto fits = [&](int64_t extent, int64_t most) {
    return !ShapedType::isDynamic(extent) &&
           !llvm::MulOverflow(added, extent, added) && added <= most;
  };
  if (llvm::all_of(extents,
                   [&](int64_t extent) { return fits(extent, mostAdded); }))
    return std::nullopt;
  added = 1;
  for (unsigned depth = extents.size(); depth > 0;) {
    int64_t inside = added;
    bool isInside = fits(extents[--depth], longestGroup);
    if (isInside || depth >= end)
      continue;
    return WindowGroups{depth, std::max<int64_t>(1, longestGroup / inside)};
  }
  return std::nullopt;
}

std::optional<WindowGroups> WindowPlan::findGroups(unsigned end) const {
  return isSum.none() ? std::nullopt : chooseGroups(extents, end);
}

/// Returns true if the loop indexes each operand plainly or not at all.
static bool isPlain(linalg::GenericOp op, unsigned loop) {
  return llvm::all_of(op.getIndexingMapsArray(), [&](AffineMap map) {
    return llvm::all_of(map.getResults(), [&](AffineExpr place) {
      return isa<AffineDimExpr>(place) || !place.isFunctionOfDim(loop);
    });
  });
}

/// Returns the largest number of the `extent` positions that divides them and
/// whose results, of `ofPlace` bytes each, take at most half of L2. A single
/// position may take all of L2. Returns 0 if all results fit, or if those of
/// one position do not.
static int64_t chooseBlock(int64_t extent, int64_t ofPlace,
                           const Speed &speed) {
  int64_t most = getTileBytes(speed) / std::max<int64_t>(1, ofPlace);
  if (most == 0)
    most = ofPlace <= speed.block.tiles;
  if (most >= extent)
    return 0;
  while (most > 1 && extent % most != 0)
    --most;
  return most;
}

/// Returns the blocks of the op's only result, if the other choices of the plan
/// allow any.
static WindowBlocks findBlocks(linalg::GenericOp op, const WindowLoops &loops,
                               const Padding &padding, const WindowPlan &plan,
                               const Speed &speed) {
  if (op.getNumResults() != 1 || loops.windowOffsets.empty() || plan.isJoined ||
      padding.areSplit() || padding.getPart() || plan.isWrittenOnce.test(0))
    return {};
  OpOperand &init = *op.getDpsInitOperand(0);
  auto type = cast<RankedTensorType>(init.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&init);
  if (!type.hasStaticShape() || type.getRank() < 2)
    return {};
  auto first = dyn_cast<AffineDimExpr>(map.getResults().front());
  if (!first)
    return {};
  unsigned loop = first.getPosition();
  if (loops.isWindowOffset(loop) || !isPlain(op, loop) ||
      plan.strides[init.getOperandNumber()] != 1 ||
      plan.findGroups(loops.windowOffsets.size()))
    return {};
  int64_t extent = type.getDimSize(0);
  int64_t ofPlace = type.getNumElements() / std::max<int64_t>(1, extent) *
                    OperandShape(type).getElementBytes();
  return {loop, chooseBlock(extent, ofPlace, speed)};
}

/// Sets how many innermost loops over window offsets are unrolled.
static void unroll(WindowPlan &plan) {
  plan.looped = plan.extents.size();
  while (plan.isJoined && plan.looped > 0) {
    int64_t extent = plan.extents[plan.looped - 1];
    if (ShapedType::isDynamic(extent) || extent > mostUnrolled / plan.unrolled)
      return;
    plan.unrolled *= extent;
    --plan.looped;
  }
}

WindowPlan planWindows(linalg::GenericOp op, const WindowLoops &loops,
                       const Padding &padding, const Speed &speed) {
  WindowPlan plan;
  plan.read = findReadInputs(op, loops);
  plan.isJoined = canJoin(op, loops, padding);
  if (plan.isJoined)
    plan.joined = countJoined(op, plan.read.size());
  for (OpOperand &operand : op->getOpOperands())
    plan.strides.push_back(
        plan.isJoined ? 1 : findGatheredStride(op, loops, operand));
  plan.isSum = findSums(op).isSum;
  for (OpOperand &init : op.getDpsInitsMutable())
    plan.isWrittenOnce.push_back(isWrittenOnce(op, loops, padding, init));
  plan.isSum.reset(plan.isWrittenOnce);
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (unsigned loop : loops.windowOffsets)
    plan.extents.push_back(ranges[loop]);
  unroll(plan);
  plan.blocks = findBlocks(op, loops, padding, plan, speed);
  return plan;
}

} // namespace ag
