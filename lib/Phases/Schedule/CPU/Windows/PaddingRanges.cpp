//===- PaddingRanges.cpp - iterations that read no padding ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/Padding.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Returns the least of `values`, or the greatest.
static OpFoldResult choose(OpBuilder &builder, Location loc, bool least,
                           ArrayRef<OpFoldResult> values) {
  AffineMap all = builder.getMultiDimIdentityMap(values.size());
  return least ? affine::makeComposedFoldedAffineMin(builder, loc, all, values)
               : affine::makeComposedFoldedAffineMax(builder, loc, all, values);
}

/// Returns the iterations that read no padding. They are ceil((p - d u) / s) to
/// floor((p + h - 1 - d u) / s) for window offset u, stride s, dilation d, and
/// p rows of padding before h rows.
Padding::Iterations Padding::getIterations(OpBuilder &builder,
                                           const Inside &inside,
                                           const LoopRanges &windowOffset) {
  Location loc = op.getLoc();
  unsigned loop = getLoop(inside);
  int64_t stride =
      getWindowIndex(inside.index, op.getNumLoops())->factors[loop];
  LoopRanges first = windowOffset;
  first.begin[loop] = builder.getIndexAttr(0);
  OpFoldResult place = applyExpr(builder, loc, inside.index, first.begin);
  AffineExpr at, low, size;
  bindDims(builder.getContext(), at, low, size);
  SmallVector<OpFoldResult> known = {place, inside.low, inside.size};
  return {applyExpr(builder, loc, (low - at).ceilDiv(stride), known),
          applyExpr(builder, loc, (low + size - 1 - at).floorDiv(stride) + 1,
                    known)};
}

static OpFoldResult subtract(OpBuilder &builder, Location loc, OpFoldResult a,
                             OpFoldResult b) {
  return applyExpr(builder, loc,
                   builder.getAffineDimExpr(0) - builder.getAffineDimExpr(1),
                   {a, b});
}

static OpFoldResult getEnd(OpBuilder &builder, Location loc,
                           const LoopRanges &windowOffset, unsigned loop) {
  return applyExpr(builder, loc,
                   builder.getAffineDimExpr(0) + builder.getAffineDimExpr(1),
                   {windowOffset.begin[loop], windowOffset.size[loop]});
}

LoopRanges Padding::clip(OpBuilder &builder, const LoopRanges &windowOffset) {
  Location loc = op.getLoc();
  OpFoldResult zero = builder.getIndexAttr(0);
  LoopRanges clipped = windowOffset;
  for (unsigned loop : loops.inner) {
    SmallVector<OpFoldResult> begins = {windowOffset.begin[loop]},
                              ends = {getEnd(builder, loc, windowOffset, loop)};
    for (const Inside &inside : insides) {
      if (getLoop(inside) != loop)
        continue;
      Iterations iterations = getIterations(builder, inside, windowOffset);
      begins.push_back(iterations.begin);
      ends.push_back(iterations.end);
    }
    if (begins.size() == 1)
      continue;
    clipped.begin[loop] = choose(builder, loc, /*least=*/false, begins);
    OpFoldResult last = choose(builder, loc, /*least=*/true, ends);
    OpFoldResult size = subtract(builder, loc, last, clipped.begin[loop]);
    clipped.size[loop] = choose(builder, loc, /*least=*/false, {size, zero});
  }
  return clipped;
}

/// Returns true if no window offset reads the padding before the operand, or
/// after it if `behind`, as static sizes show.
bool Padding::isHidden(const Inside &inside, bool behind) {
  std::optional<int64_t> low = getConstantIntValue(inside.low);
  std::optional<int64_t> size = getConstantIntValue(inside.size);
  WindowIndex index = *getWindowIndex(inside.index, op.getNumLoops());
  if (!low || !behind)
    return low && *low <= index.first;
  int64_t last = index.first;
  for (auto [factor, extent] :
       llvm::zip_equal(index.factors, op.getStaticLoopRanges())) {
    if (factor != 0 && ShapedType::isDynamic(extent))
      return false;
    last += factor * (extent - 1);
  }
  return size && last < *low + *size;
}

SmallVector<LoopRanges>
Padding::cut(OpBuilder &builder, const LoopRanges &range,
             ArrayRef<Inside> limits,
             function_ref<Iterations(const Inside &)> getIterations) {
  Location loc = op.getLoc();
  SmallVector<LoopRanges> parts, behind;
  LoopRanges left = range;
  for (const Inside &inside : limits) {
    unsigned loop = getLoop(inside);
    Iterations iterations = getIterations(inside);
    OpFoldResult first = left.begin[loop];
    OpFoldResult last = getEnd(builder, loc, left, loop);
    // In that order, as all iterations may be before the range, or after it.
    auto clamp = [&](OpFoldResult at, OpFoldResult least) {
      at = choose(builder, loc, /*least=*/true, {at, last});
      return choose(builder, loc, /*least=*/false, {least, at});
    };
    OpFoldResult from = isHidden(inside, /*behind=*/false)
                            ? first
                            : clamp(iterations.begin, first);
    OpFoldResult to =
        isHidden(inside, /*behind=*/true) ? last : clamp(iterations.end, from);
    auto getPart = [&](OpFoldResult from, OpFoldResult to) {
      LoopRanges part = left;
      part.begin[loop] = from;
      part.size[loop] = subtract(builder, loc, to, from);
      // Later passes may not see this bound.
      if (!getConstantIntValue(left.size[loop]))
        part.size[loop] = choose(builder, loc, /*least=*/true,
                                 {part.size[loop], left.size[loop]});
      return part;
    };
    parts.push_back(getPart(first, from));
    behind.push_back(getPart(to, last));
    left = getPart(from, to);
  }
  left.isInside = true;
  parts.push_back(left);
  parts.append(behind.rbegin(), behind.rend());
  llvm::erase_if(parts, [](const LoopRanges &part) {
    return llvm::any_of(part.size, isZeroInteger);
  });
  return parts;
}

SmallVector<LoopRanges> Padding::splitAll(OpBuilder &builder,
                                          const LoopRanges &first) {
  LoopRanges last = first;
  AffineExpr count = builder.getAffineDimExpr(0);
  for (unsigned loop : loops.windowOffsets)
    last.begin[loop] =
        applyExpr(builder, op.getLoc(), count - 1, {first.size[loop]});
  auto limits = llvm::to_vector(llvm::concat<Inside>(insides, splits));
  return cut(builder, first, limits, [&](const Inside &inside) -> Iterations {
    return {getIterations(builder, inside, first).begin,
            getIterations(builder, inside, last).end};
  });
}

SmallVector<LoopRanges> Padding::split(OpBuilder &builder,
                                       const LoopRanges &windowOffset) {
  return cut(builder, windowOffset, splits, [&](const Inside &inside) {
    return getIterations(builder, inside, windowOffset);
  });
}

void Padding::materialize(OpBuilder &builder) {
  for (Inside &inside : llvm::concat<Inside>(insides, splits))
    if (inside.tensor)
      inside.size =
          tensor::getMixedSize(builder, op.getLoc(), inside.tensor, inside.dim);
  for (Pad &pad : pads) {
    pad.padding = pad.op.getConstantPaddingValue();
    if (pad.padding && pad.padding.getParentRegion() == &pad.op.getRegion())
      pad.padding = builder.clone(*pad.padding.getDefiningOp())->getResult(0);
  }
}

Value Padding::getPadding(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand && !pad.insides.empty())
      return pad.padding;
  return nullptr;
}

Value Padding::getSource(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand)
      return pad.op.getSource();
  return nullptr;
}

SmallVector<OpFoldResult> Padding::getShift(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand)
      return pad.op.getMixedLowPad();
  if (part && op.getDpsInitOperand(0) == &operand)
    return part.getMixedOffsets();
  return {};
}

} // namespace ag
