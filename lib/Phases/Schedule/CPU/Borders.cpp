//===- Borders.cpp - windows at the edge of an image ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Borders.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// What is neutral
//===----------------------------------------------------------------------===//

static bool isZero(Attribute value) {
  auto number = dyn_cast_or_null<FloatAttr>(value);
  return number ? number.getValue().isZero() : value && isZeroInteger(value);
}

/// What an op of the body gives if `element` is `value`; null if that hangs on
/// more.
static Attribute evaluate(Value result, BlockArgument element,
                          Attribute value) {
  if (result == element)
    return value;
  Attribute constant;
  if (matchPattern(result, m_Constant(&constant)))
    return constant;
  Operation *op = result.getDefiningOp();
  if (!op || op->getNumResults() != 1 || op->getNumRegions() != 0)
    return {};
  SmallVector<Attribute> operands =
      llvm::map_to_vector(op->getOperands(), [&](Value operand) {
        return evaluate(operand, element, value);
      });
  // A border of 0 stands for no border, whatever it is multiplied by.
  if (isa<arith::MulFOp, arith::MulIOp, arith::AndIOp>(op) &&
      llvm::any_of(operands, isZero))
    return Builder(op->getContext()).getZeroAttr(result.getType());
  SmallVector<OpFoldResult> folded;
  if (llvm::is_contained(operands, Attribute()) ||
      failed(op->fold(operands, folded)) || folded.size() != 1)
    return {};
  return dyn_cast<Attribute>(folded.front());
}

/// Whether a result stays as it is where `element` is `value`: what joins its
/// values makes of the constant that it starts with, or of any number, the same
/// again.
static bool isNeutral(linalg::GenericOp op, unsigned number,
                      BlockArgument element, Attribute value) {
  SmallVector<Operation *> combiners;
  Value joined = matchReduction(op.getRegionOutputArgs(), number, combiners);
  if (!joined || combiners.size() != 1)
    return false;
  Attribute added = evaluate(joined, element, value);
  Operation *combiner = combiners.front();
  std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
  if (!added || !neutral)
    return false;
  if (added == *neutral || (isZero(added) && isZero(*neutral)))
    return true;
  auto fill = op.getDpsInits()[number].getDefiningOp<linalg::FillOp>();
  Attribute start;
  SmallVector<OpFoldResult> folded;
  bool isIdempotent =
      isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
          arith::MinNumFOp, arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp,
          arith::MinUIOp>(combiner);
  return isIdempotent && fill &&
         matchPattern(fill.value(), m_Constant(&start)) &&
         succeeded(combiner->fold({start, added}, folded)) &&
         folded.size() == 1 && folded.front() == OpFoldResult(start);
}

//===----------------------------------------------------------------------===//
// Where there are borders
//===----------------------------------------------------------------------===//

Borders::Borders(linalg::GenericOp op, const WindowLoops &loops)
    : op(op), loops(loops) {
  findPart();
  for (OpOperand *input : op.getDpsInputOperands())
    findPad(*input);
}

/// A dimension that no inner loop moves is inside or outside as a whole, which
/// only shows when it runs.
static bool isMoved(AffineExpr index, const WindowLoops &loops) {
  unsigned count = loops.taps.size() + loops.inner.size();
  return loops.getInnerLoop(*getWindowIndex(index, count)).has_value();
}

/// Whether a dimension of `tensor` has the given size, at all sizes.
static bool hasSize(Value tensor, unsigned dim, OpFoldResult size) {
  auto isEqual = ValueBoundsConstraintSet::areEqual(
      getSizeVariable(tensor, dim), ValueBoundsConstraintSet::Variable(size));
  return succeeded(isEqual) && *isEqual;
}

void Borders::addInside(const Inside &inside) {
  WindowIndex index = *getWindowIndex(inside.index, op.getNumLoops());
  restricted.insert(*loops.getInnerLoop(index));
  insides.push_back(inside);
}

void Borders::findPart() {
  if (op.getNumResults() != 1 || !op.getResult(0).hasOneUse())
    return;
  auto slice =
      dyn_cast<tensor::ExtractSliceOp>(*op.getResult(0).getUsers().begin());
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!slice || !slice.hasUnitStride() || slice->getBlock() != op->getBlock() ||
      slice.getType().getRank() != slice.getSourceType().getRank() ||
      map.isProjectedPermutation())
    return;
  SmallVector<Inside> cuts;
  for (auto [dim, index, low, size] : llvm::enumerate(
           map.getResults(), slice.getMixedOffsets(), slice.getMixedSizes())) {
    if (isZeroInteger(low) && hasSize(slice.getSource(), dim, size))
      continue;
    if (!isMoved(index, loops))
      return;
    cuts.push_back({index, low, size});
  }
  part = slice;
  llvm::for_each(cuts, [&](const Inside &cut) { addInside(cut); });
}

/// Whether the result is cut where the border along a dimension of what is
/// padded is, so that nothing of that is read.
bool Borders::isCut(AffineExpr index, OpFoldResult low, Value source,
                    unsigned dim) {
  return llvm::any_of(insides, [&](const Inside &inside) {
    return inside.index == index &&
           isEqualConstantIntOrValue(inside.low, low) &&
           hasSize(source, dim, inside.size);
  });
}

/// Sees through slices that leave nothing out.
static Value getAllOf(Value tensor) {
  auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice || !slice.hasUnitStride() || !slice.hasZeroOffset() ||
      slice.getType().getRank() != slice.getSourceType().getRank())
    return tensor;
  for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
    if (!hasSize(slice.getSource(), dim, size))
      return tensor;
  return getAllOf(slice.getSource());
}

void Borders::findPad(OpOperand &operand) {
  auto pad = getAllOf(operand.get()).getDefiningOp<tensor::PadOp>();
  if (!pad)
    return;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  bool areCut = true;
  for (auto [dim, index, low, high] : llvm::enumerate(
           map.getResults(), pad.getMixedLowPad(), pad.getMixedHighPad())) {
    if (isZeroInteger(low) && isZeroInteger(high))
      continue;
    if (!isMoved(index, loops))
      return;
    areCut &= isCut(index, low, pad.getSource(), dim);
  }
  Attribute value;
  Value padding = pad.getConstantPaddingValue();
  bool areNeutral = padding && matchPattern(padding, m_Constant(&value));
  for (unsigned number = 0; areNeutral && number < op.getNumResults(); ++number)
    areNeutral =
        isNeutral(op, number, op.getMatchingBlockArgument(&operand), value);
  if (areCut || areNeutral)
    pads.push_back({&operand, pad});
}

//===----------------------------------------------------------------------===//
// What is inside
//===----------------------------------------------------------------------===//

static OpFoldResult apply(OpBuilder &builder, Location loc, AffineExpr expr,
                          ArrayRef<OpFoldResult> dims) {
  return affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(dims.size(), 0, expr), dims);
}

/// The least of `values`, or the greatest.
static OpFoldResult choose(OpBuilder &builder, Location loc, bool least,
                           ArrayRef<OpFoldResult> values) {
  AffineMap all = builder.getMultiDimIdentityMap(values.size());
  return least ? affine::makeComposedFoldedAffineMin(builder, loc, all, values)
               : affine::makeComposedFoldedAffineMax(builder, loc, all, values);
}

/// Tap u of a window with stride s and dilation d, p rows of border in front of
/// h, serves y from ceil((p - d u) / s) to floor((p + h - 1 - d u) / s).
LoopRanges Borders::clip(OpBuilder &builder, const LoopRanges &ranges) {
  Location loc = op.getLoc();
  OpFoldResult zero = builder.getIndexAttr(0);
  LoopRanges clipped = ranges;
  for (unsigned loop : loops.inner) {
    SmallVector<OpFoldResult> begins = {zero}, ends = {ranges.size[loop]};
    for (const Inside &inside : insides) {
      WindowIndex index = *getWindowIndex(inside.index, op.getNumLoops());
      if (loops.getInnerLoop(index) != loop)
        continue;
      int64_t stride = index.factors[loop];
      OpFoldResult place = affine::makeComposedFoldedAffineApply(
          builder, loc, AffineMap::get(op.getNumLoops(), 0, inside.index),
          ranges.begin);
      AffineExpr at, low, size;
      bindDims(builder.getContext(), at, low, size);
      begins.push_back(apply(builder, loc, (low - at).ceilDiv(stride),
                             {place, inside.low, inside.size}));
      ends.push_back(apply(builder, loc,
                           (low + size - 1 - at).floorDiv(stride) + 1,
                           {place, inside.low, inside.size}));
    }
    if (begins.size() == 1)
      continue;
    AffineExpr begin, end;
    bindDims(builder.getContext(), begin, end);
    clipped.begin[loop] = choose(builder, loc, /*least=*/false, begins);
    OpFoldResult last = choose(builder, loc, /*least=*/true, ends);
    OpFoldResult size =
        apply(builder, loc, end - begin, {clipped.begin[loop], last});
    clipped.size[loop] = choose(builder, loc, /*least=*/false, {size, zero});
  }
  return clipped;
}

void Borders::materialize(OpBuilder &builder) {
  for (Pad &pad : pads)
    for (auto [dim, index, low, high] :
         llvm::enumerate(op.getMatchingIndexingMap(pad.operand).getResults(),
                         pad.op.getMixedLowPad(), pad.op.getMixedHighPad()))
      if (!isZeroInteger(low) || !isZeroInteger(high))
        addInside({index, low,
                   tensor::getMixedSize(builder, op.getLoc(),
                                        pad.op.getSource(), dim)});
}

Value Borders::getSource(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand)
      return pad.op.getSource();
  return nullptr;
}

SmallVector<OpFoldResult> Borders::getShift(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand)
      return pad.op.getMixedLowPad();
  if (part && op.getDpsInitOperand(0) == &operand)
    return part.getMixedOffsets();
  return {};
}

} // namespace ag
