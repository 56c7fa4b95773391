//===- WindowOffsetsLoops.cpp - loops around plain ops on slices ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Kernels.h"
#include "CPU/Windows/WindowOffsets.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "ag/Phases/Common/LongSums.h"
#include "ag/Phases/Common/LoopNest.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Emits one window offset for the iterations that read no neutral padding,
/// which may be none.
SmallVector<Value> WindowOffsets::emitClipped(OpBuilder &builder,
                                              const WindowOffset &windowOffset,
                                              ValueRange carried) {
  WindowOffset clipped = padding.clip(builder, windowOffset);
  SmallVector<Value> values(carried);
  if (llvm::none_of(clipped.size, isZeroInteger)) {
    for (const WindowOffset &part : padding.split(builder, clipped))
      values = emitOp(builder, part, values);
    return values;
  }
  for (auto [init, value] : llvm::zip_equal(op.getDpsInitsMutable(), values))
    if (isWrittenOnce(&init)) {
      Slice slice = getSlice(builder, windowOffset, init, value);
      value = insert(builder, extractStart(builder, &init, slice), slice);
    }
  return values;
}

SmallVector<Value> WindowOffsets::emitUnrolled(OpBuilder &builder,
                                               const WindowOffset &first,
                                               ValueRange carried) {
  if (!padding.empty() && !first.isInside)
    return emitClipped(builder, first, carried);
  SmallVector<WindowOffset> windowOffsets = {first};
  for (unsigned loop : ArrayRef(loops.windowOffsets).drop_front(looped)) {
    SmallVector<WindowOffset> more;
    for (const WindowOffset &windowOffset : windowOffsets)
      for (int64_t place : llvm::seq(op.getStaticLoopRanges()[loop])) {
        more.push_back(windowOffset);
        more.back().begin[loop] = builder.getIndexAttr(place);
      }
    windowOffsets = std::move(more);
  }
  SmallVector<Value> values(carried);
  for (ArrayRef<WindowOffset> left = windowOffsets; !left.empty();) {
    size_t joined = std::min<size_t>(left.size(), countJoined());
    values = emitOp(builder, left.take_front(joined), values);
    left = left.drop_front(joined);
  }
  return values;
}

/// Writes the values that a loop yields into the iter_args that they replace.
static SmallVector<Value> putInto(OpBuilder &builder, SmallVector<Value> values,
                                  ValueRange carried) {
  for (auto [value, destination] : llvm::zip_equal(values, carried))
    if (isa<BlockArgument>(destination))
      value = bufferization::MaterializeInDestinationOp::create(
                  builder, value.getLoc(), value, destination)
                  .getResult();
  return values;
}

/// Returns the loop over window offsets, among the first `end`, that is split
/// into groups, and the size of a group. Each group has sums of its own.
/// Returns std::nullopt if few enough offsets add to a result for plain sums,
/// or if no loop can be split.
std::optional<WindowOffsets::Groups> WindowOffsets::findGroups(unsigned end) {
  constexpr int64_t mostAdded = 64, longestGroup = 16;
  Groups groups{findSums(op).isSum};
  for (OpOperand &init : op.getDpsInitsMutable())
    if (isWrittenOnce(&init))
      groups.isSum.reset(init.getOperandNumber() - op.getNumDpsInputs());
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  int64_t added = 1;
  auto fits = [&](unsigned loop, int64_t most) {
    return !ShapedType::isDynamic(ranges[loop]) &&
           !llvm::MulOverflow(added, ranges[loop], added) && added <= most;
  };
  if (groups.isSum.none() ||
      llvm::all_of(loops.windowOffsets,
                   [&](unsigned loop) { return fits(loop, mostAdded); }))
    return std::nullopt;
  added = 1;
  for (groups.depth = loops.windowOffsets.size(); groups.depth > 0;) {
    int64_t inside = added;
    bool isInside = fits(loops.windowOffsets[--groups.depth], longestGroup);
    if (isInside || groups.depth >= end)
      continue;
    groups.size = std::max<int64_t>(1, longestGroup / inside);
    return groups;
  }
  return std::nullopt;
}

SmallVector<Value> WindowOffsets::emitLoops(OpBuilder &builder, unsigned depth,
                                            const WindowOffset &windowOffset,
                                            ValueRange carried) {
  bool areJoined = padding.empty() || windowOffset.isInside;
  unsigned end = areJoined ? looped : loops.windowOffsets.size();
  if (depth == end)
    return emitUnrolled(builder, windowOffset, carried);
  std::optional<Groups> groups = depth == 0 ? findGroups(end) : std::nullopt;
  if (!groups)
    return emitLoop(builder, depth, windowOffset, carried, nullptr);
  SmallVector<Value> values(carried);
  for (unsigned sum : groups->isSum.set_bits())
    values.push_back(makeZeros(builder, op.getLoc(), carried[sum]));
  values = emitLoop(builder, 0, windowOffset, values, &*groups);
  values.truncate(carried.size());
  return values;
}

/// Emits the loop over window offsets of this depth, in groups if it is the one
/// that is split.
SmallVector<Value> WindowOffsets::emitLoop(OpBuilder &builder, unsigned depth,
                                           WindowOffset windowOffset,
                                           ValueRange carried,
                                           const Groups *groups) {
  unsigned loop = loops.windowOffsets[depth];
  bool isSplit = groups && groups->depth == depth;
  return buildLoop(
      builder, op.getLoc(), LoopKind::Sequential, builder.getIndexAttr(0),
      extents[loop], isSplit ? groups->size : 1, carried,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        windowOffset.begin[loop] = place;
        return putInto(
            nested,
            isSplit  ? emitGroup(nested, windowOffset, inner, *groups)
            : groups ? emitLoop(nested, depth + 1, windowOffset, inner, groups)
                     : emitLoops(nested, depth + 1, windowOffset, inner),
            inner);
      });
}

/// Emits the window offsets of a group from `windowOffset` on, and adds their
/// sums to those of the other groups.
SmallVector<Value> WindowOffsets::emitGroup(OpBuilder &builder,
                                            WindowOffset windowOffset,
                                            ValueRange carried,
                                            const Groups &groups) {
  Location loc = op.getLoc();
  unsigned loop = loops.windowOffsets[groups.depth];
  SmallVector<Value> values(carried.take_front(op.getNumResults()));
  for (unsigned sum : groups.isSum.set_bits())
    values[sum] = makeZeros(builder, loc, carried[sum]);
  OpFoldResult first = windowOffset.begin[loop];
  OpFoldResult last = applyEnd(builder, loc, first, groups.size, extents[loop]);
  values = buildLoop(
      builder, loc, LoopKind::Sequential, first, last, 1, values,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        windowOffset.begin[loop] = place;
        return putInto(nested,
                       emitLoops(nested, groups.depth + 1, windowOffset, inner),
                       inner);
      });
  size_t excess = values.size();
  llvm::append_range(values, carried.drop_front(excess));
  for (unsigned sum : groups.isSum.set_bits()) {
    LongSum next =
        joinSums(builder, loc, {carried[sum], values[excess]}, values[sum]);
    values[sum] = next.sum;
    values[excess++] = next.excess;
  }
  return values;
}

/// Returns the ranges with this number. Values that differ come from an
/// scf.index_switch: formulas would take upstream's analyses long to compare. A
/// minimum keeps the bound of `extents` visible.
static LoopRanges select(OpBuilder &builder, Location loc, Value number,
                         ArrayRef<LoopRanges> parts,
                         ArrayRef<OpFoldResult> extents) {
  LoopRanges chosen = parts.front();
  SmallVector<OpFoldResult *> differing;
  SmallVector<SmallVector<Value>> values(parts.size());
  auto add = [&](SmallVector<OpFoldResult> LoopRanges::*list) {
    for (size_t loop = 0; loop < (chosen.*list).size(); ++loop) {
      if (llvm::all_equal(llvm::map_range(parts, [&](const LoopRanges &part) {
            return (part.*list)[loop];
          })))
        continue;
      differing.push_back(&(chosen.*list)[loop]);
      for (auto [part, numbers] : llvm::zip_equal(parts, values))
        numbers.push_back(
            getValueOrCreateConstantIndexOp(builder, loc, (part.*list)[loop]));
    }
  };
  add(&LoopRanges::begin);
  add(&LoopRanges::size);
  if (differing.empty())
    return chosen;
  auto cases = llvm::to_vector(llvm::seq<int64_t>(1, parts.size()));
  auto found = scf::IndexSwitchOp::create(builder, loc,
                                          ValueRange(values.front()).getTypes(),
                                          number, cases, cases.size());
  for (auto [region, numbers] : llvm::zip_equal(found->getRegions(), values)) {
    OpBuilder::InsertionGuard guard(builder);
    builder.createBlock(&region);
    scf::YieldOp::create(builder, loc, numbers);
  }
  for (auto [old, value] : llvm::zip_equal(differing, found.getResults()))
    *old = value;
  for (auto [size, extent] : llvm::zip_equal(chosen.size, extents))
    size = applyMin(builder, loc, size, extent);
  return chosen;
}

/// Emits the part that reads no padding, in which one op handles several window
/// offsets. The other parts are thin, and become iterations of a loop that
/// handles offsets one by one.
SmallVector<Value> WindowOffsets::emitParts(OpBuilder &builder,
                                            SmallVector<WindowOffset> parts,
                                            ValueRange carried) {
  SmallVector<Value> values(carried);
  for (const WindowOffset &part : parts)
    if (part.isInside)
      values = emitLoops(builder, 0, part, values);
  llvm::erase_if(parts, [](const WindowOffset &part) { return part.isInside; });
  if (parts.empty())
    return values;
  return buildLoop(
      builder, op.getLoc(), LoopKind::Sequential, builder.getIndexAttr(0),
      builder.getIndexAttr(parts.size()), 1, values,
      [&](OpBuilder &nested, Value number, ValueRange inner) {
        WindowOffset part = select(nested, op.getLoc(), number, parts, extents);
        return putInto(nested, emitLoops(nested, 0, part, inner), inner);
      });
}

/// Returns the op's initial value, or the slice `part` of it if `part` is not
/// null. A slice of a fill becomes a smaller fill.
static Value getPart(OpBuilder &builder, Value start,
                     tensor::ExtractSliceOp part) {
  auto fill = start.getDefiningOp<linalg::FillOp>();
  if (!part)
    return start;
  if (!fill)
    return tensor::ExtractSliceOp::create(
        builder, part.getLoc(), part.getType(), start, part.getMixedOffsets(),
        part.getMixedSizes(), part.getMixedStrides());
  Value empty = tensor::EmptyOp::create(builder, part.getLoc(), part.getType(),
                                        part.getSizes());
  return linalg::FillOp::create(builder, part.getLoc(), fill.value(), empty)
      .getResult(0);
}

SmallVector<Value> WindowOffsets::getStarts(OpBuilder &builder) {
  SmallVector<Value> starts;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    auto fill = init.get().getDefiningOp<linalg::FillOp>();
    bool isOverwritten =
        fill && !loops.windowOffsets.empty() && isWrittenOnce(&init);
    starts.push_back(isOverwritten
                         ? fill.getOutputs().front()
                         : getPart(builder, init.get(), padding.getPart()));
  }
  return starts;
}

Operation *WindowOffsets::getReplaced() {
  Operation *part = padding.getPart();
  return part ? part : op;
}

/// Returns the tensor that window offsets accumulate into: `start`, or a copy
/// with contiguous elements if a stride separates those of the result.
Value WindowOffsets::gatherStart(OpBuilder &builder, Value start) {
  OpOperand &init = *op.getDpsInitOperand(0);
  int64_t stride = op.getNumResults() == 1 ? getGatheredStride(init) : 1;
  if (stride == 1)
    return start;
  Location loc = op.getLoc();
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, start);
  StridedCopies copies = getStridedCopies(builder, loc, sizes, stride);
  gathered.try_emplace(init.getOperandNumber(), nullptr, copies);
  auto fill = start.getDefiningOp<linalg::FillOp>();
  if (!fill)
    return splitPhases(builder, loc, start, copies);
  Value empty = makeEmptyPhases(builder, loc, sizes,
                                getElementTypeOrSelf(start.getType()), copies);
  return linalg::FillOp::create(builder, loc, fill.value(), empty).getResult(0);
}

SmallVector<Value> WindowOffsets::emit(OpBuilder &builder) {
  extents = getExtents(builder, op);
  padding.materialize(builder);
  gatherInputs(builder);
  WindowOffset windowOffset{
      SmallVector<OpFoldResult>(extents.size(), builder.getIndexAttr(0)),
      extents};
  SmallVector<Value> starts = getStarts(builder);
  if (block > 0)
    return emitBlocks(builder, windowOffset, starts.front());
  SmallVector<Value> carried = starts;
  carried.front() = gatherStart(builder, starts.front());
  SmallVector<Value> results;
  if (padding.areSplit() && isJoined())
    results =
        emitParts(builder, padding.splitAll(builder, windowOffset), carried);
  else
    results = emitLoops(builder, 0, windowOffset, carried);
  auto copied = gathered.find(op.getDpsInitOperand(0)->getOperandNumber());
  if (copied != gathered.end())
    results.front() =
        joinPhases(builder, op.getLoc(), results.front(),
                   makeEmpty(builder, starts.front()), copied->second.second);
  return results;
}

} // namespace ag
