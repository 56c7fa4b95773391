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
  for (unsigned number : plan.isWrittenOnce.set_bits()) {
    OpOperand &init = *op.getDpsInitOperand(number);
    WindowSlice slice =
        slices.getSlice(builder, windowOffset, init, values[number]);
    Value start = slice.extractInitial(builder, op.getLoc(), init.get());
    values[number] = slice.insert(builder, op.getLoc(), start);
  }
  return values;
}

SmallVector<Value> WindowOffsets::emitUnrolled(OpBuilder &builder,
                                               const WindowOffset &first,
                                               ValueRange carried) {
  if (!padding.empty() && !first.isInside)
    return emitClipped(builder, first, carried);
  SmallVector<WindowOffset> windowOffsets = {first};
  for (unsigned loop : ArrayRef(loops.windowOffsets).drop_front(plan.looped)) {
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
    size_t joined = std::min<size_t>(left.size(), plan.joined);
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

SmallVector<Value> WindowOffsets::emitLoops(OpBuilder &builder, unsigned depth,
                                            const WindowOffset &windowOffset,
                                            ValueRange carried) {
  bool areJoined = padding.empty() || windowOffset.isInside;
  unsigned end = areJoined ? plan.looped : loops.windowOffsets.size();
  if (depth == end)
    return emitUnrolled(builder, windowOffset, carried);
  std::optional<WindowGroups> groups =
      depth == 0 ? plan.findGroups(end) : std::nullopt;
  if (!groups)
    return emitLoop(builder, depth, windowOffset, carried, nullptr);
  SmallVector<Value> values(carried);
  for (unsigned sum : plan.isSum.set_bits())
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
                                           const WindowGroups *groups) {
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
                                            const WindowGroups &groups) {
  Location loc = op.getLoc();
  unsigned loop = loops.windowOffsets[groups.depth];
  SmallVector<Value> values(carried.take_front(op.getNumResults()));
  for (unsigned sum : plan.isSum.set_bits())
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
  for (unsigned sum : plan.isSum.set_bits()) {
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
  for (auto [number, init] : llvm::enumerate(op.getDpsInitsMutable())) {
    auto fill = init.get().getDefiningOp<linalg::FillOp>();
    bool isOverwritten =
        fill && !loops.windowOffsets.empty() && plan.isWrittenOnce.test(number);
    starts.push_back(isOverwritten
                         ? fill.getOutputs().front()
                         : getPart(builder, init.get(), padding.getPart()));
  }
  return starts;
}

SmallVector<Value> WindowOffsets::emit(OpBuilder &builder) {
  for (OpOperand *input : plan.read)
    if (int64_t stride = plan.strides[input->getOperandNumber()]; stride != 1)
      slices.gatherInput(builder, *input, stride);
  WindowOffset windowOffset{
      SmallVector<OpFoldResult>(extents.size(), builder.getIndexAttr(0)),
      extents};
  SmallVector<Value> starts = getStarts(builder);
  if (plan.blocks.size > 0)
    return emitBlocks(builder, windowOffset, starts.front());
  SmallVector<Value> carried = starts;
  OpOperand &init = *op.getDpsInitOperand(0);
  int64_t stride = plan.strides[init.getOperandNumber()];
  if (op.getNumResults() == 1 && stride != 1)
    carried.front() = slices.gatherStart(builder, init, starts.front(), stride);
  SmallVector<Value> results;
  if (padding.areSplit() && plan.isJoined)
    results =
        emitParts(builder, padding.splitAll(builder, windowOffset), carried);
  else
    results = emitLoops(builder, 0, windowOffset, carried);
  results.front() =
      slices.joinResult(builder, init, results.front(), starts.front());
  return results;
}

} // namespace ag
