//===- Borders.cpp - windows at the edge of an image ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Borders.h"
#include "ag/Dialect/AG/IR/AGOps.h"
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

/// A dimension that no inner loop moves is inside or outside as a whole, which
/// only shows when it runs.
static bool isMoved(AffineExpr index, const WindowLoops &loops) {
  unsigned count = loops.taps.size() + loops.inner.size();
  return loops.getInnerLoop(*getWindowIndex(index, count)).has_value();
}

using Variable = ValueBoundsConstraintSet::Variable;

static bool isEqual(const Variable &a, const Variable &b) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(a, b);
  return succeeded(equal) && *equal;
}

/// Whether a dimension of `tensor` has the given size, at all sizes.
static bool hasSize(Value tensor, unsigned dim, OpFoldResult size) {
  return isEqual(getSizeVariable(tensor, dim), Variable(size));
}

bool Borders::Inside::isSame(const Inside &other) const {
  auto getExtent = [](const Inside &inside) {
    return inside.tensor ? getSizeVariable(inside.tensor, inside.dim)
                         : Variable(inside.size);
  };
  return index == other.index && isEqualConstantIntOrValue(low, other.low) &&
         isEqual(getExtent(*this), getExtent(other));
}

unsigned Borders::getLoop(const Inside &inside) const {
  unsigned count = loops.taps.size() + loops.inner.size();
  return *loops.getInnerLoop(*getWindowIndex(inside.index, count));
}

bool Borders::restrict(unsigned loop) const {
  return llvm::any_of(
      insides, [&](const Inside &inside) { return getLoop(inside) == loop; });
}

bool Borders::isOneOf(const Inside &inside, ArrayRef<Inside> others) {
  return llvm::any_of(
      others, [&](const Inside &other) { return inside.isSame(other); });
}

/// The only op that reads the result of `op`, in front of all that merely wait
/// for it.
static tensor::ExtractSliceOp findOnlySlice(linalg::GenericOp op) {
  if (op.getNumResults() != 1)
    return nullptr;
  tensor::ExtractSliceOp slice;
  SmallVector<Operation *> waiting;
  for (Operation *user : op.getResult(0).getUsers()) {
    auto barrier = dyn_cast<BarrierOp>(user);
    if (barrier && barrier.getX() != op.getResult(0))
      waiting.push_back(op->getBlock()->findAncestorOpInBlock(*barrier));
    else if (auto found = dyn_cast<tensor::ExtractSliceOp>(user);
             found && !slice && found->getBlock() == op->getBlock())
      slice = found;
    else
      return nullptr;
  }
  bool isFirst = slice && llvm::all_of(waiting, [&](Operation *other) {
                   return other && slice->isBeforeInBlock(other);
                 });
  return isFirst ? slice : nullptr;
}

void Borders::findPart() {
  tensor::ExtractSliceOp slice = findOnlySlice(op);
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!slice || !slice.hasUnitStride() ||
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
    cuts.push_back({index, low, size, nullptr, 0});
  }
  part = slice;
  insides = std::move(cuts);
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

std::optional<Borders::Pad> Borders::findPad(OpOperand &operand) {
  auto pad = getAllOf(operand.get()).getDefiningOp<tensor::PadOp>();
  if (!pad)
    return std::nullopt;
  Pad found{&operand, pad, {}, nullptr};
  for (auto [dim, index, low, high] :
       llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults(),
                       pad.getMixedLowPad(), pad.getMixedHighPad())) {
    if (isZeroInteger(low) && isZeroInteger(high))
      continue;
    if (!isMoved(index, loops))
      return std::nullopt;
    found.insides.push_back(
        {index, low, nullptr, pad.getSource(), static_cast<unsigned>(dim)});
  }
  return found;
}

bool Borders::isNeutral(const Pad &pad) {
  Attribute value;
  tensor::PadOp made = pad.op;
  Value padding = made.getConstantPaddingValue();
  return padding && matchPattern(padding, m_Constant(&value)) &&
         llvm::all_of(llvm::seq(op.getNumResults()), [&](unsigned number) {
           return ag::isNeutral(
               op, number, op.getMatchingBlockArgument(pad.operand), value);
         });
}

/// Whether a tap may go over what is outside by itself: all of that is one
/// number, and the order in which results take in what is computed is no
/// matter, or stays.
bool Borders::canSplit(const Pad &pad) {
  tensor::PadOp made = pad.op;
  return made.getConstantPaddingValue() &&
         llvm::all_of(llvm::seq(op.getNumResults()), [&](unsigned number) {
           AffineMap map =
               op.getMatchingIndexingMap(op.getDpsInitOperand(number));
           return isReorderable(op, number) ||
                  llvm::all_of(pad.insides, [&](const Inside &inside) {
                    return map.isFunctionOfDim(getLoop(inside));
                  });
         });
}

/// What is neutral comes first: it leaves less of others to see.
Borders::Borders(linalg::GenericOp op, const WindowLoops &loops)
    : op(op), loops(loops) {
  findPart();
  SmallVector<Pad> others;
  for (OpOperand *input : op.getDpsInputOperands()) {
    std::optional<Pad> pad = findPad(*input);
    if (!pad)
      continue;
    if (!isNeutral(*pad)) {
      others.push_back(*pad);
      continue;
    }
    insides.append(pad->insides);
    pads.push_back(*pad);
  }
  for (Pad &pad : others) {
    llvm::erase_if(pad.insides, [&](const Inside &inside) {
      return isOneOf(inside, insides);
    });
    if (splits.empty() && canSplit(pad))
      splits = pad.insides;
    if (pad.insides.empty() ||
        (canSplit(pad) && pad.insides.size() == splits.size() &&
         llvm::all_of(pad.insides, [&](const Inside &inside) {
           return isOneOf(inside, splits);
         })))
      pads.push_back(pad);
  }
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
/// h, sees the image from ceil((p - d u) / s) to floor((p + h - 1 - d u) / s).
Borders::Turns Borders::getTurns(OpBuilder &builder, const Inside &inside,
                                 const LoopRanges &tap) {
  Location loc = op.getLoc();
  unsigned loop = getLoop(inside);
  int64_t stride =
      getWindowIndex(inside.index, op.getNumLoops())->factors[loop];
  LoopRanges first = tap;
  first.begin[loop] = builder.getIndexAttr(0);
  OpFoldResult place = apply(builder, loc, inside.index, first.begin);
  AffineExpr at, low, size;
  bindDims(builder.getContext(), at, low, size);
  SmallVector<OpFoldResult> known = {place, inside.low, inside.size};
  return {
      apply(builder, loc, (low - at).ceilDiv(stride), known),
      apply(builder, loc, (low + size - 1 - at).floorDiv(stride) + 1, known)};
}

static OpFoldResult subtract(OpBuilder &builder, Location loc, OpFoldResult a,
                             OpFoldResult b) {
  return apply(builder, loc,
               builder.getAffineDimExpr(0) - builder.getAffineDimExpr(1),
               {a, b});
}

LoopRanges Borders::clip(OpBuilder &builder, const LoopRanges &tap) {
  Location loc = op.getLoc();
  OpFoldResult zero = builder.getIndexAttr(0);
  LoopRanges clipped = tap;
  for (unsigned loop : loops.inner) {
    SmallVector<OpFoldResult> begins = {zero}, ends = {tap.size[loop]};
    for (const Inside &inside : insides) {
      if (getLoop(inside) != loop)
        continue;
      Turns turns = getTurns(builder, inside, tap);
      begins.push_back(turns.begin);
      ends.push_back(turns.end);
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

/// Whether no tap sees the border in front, or behind, at static sizes.
bool Borders::isHidden(const Inside &inside, bool behind) {
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

SmallVector<LoopRanges> Borders::split(OpBuilder &builder,
                                       const LoopRanges &tap) {
  Location loc = op.getLoc();
  SmallVector<LoopRanges> parts, behind;
  LoopRanges left = tap;
  for (const Inside &inside : splits) {
    unsigned loop = getLoop(inside);
    Turns turns = getTurns(builder, inside, tap);
    AffineExpr begin, size;
    bindDims(builder.getContext(), begin, size);
    OpFoldResult first = left.begin[loop];
    OpFoldResult last =
        apply(builder, loc, begin + size, {first, left.size[loop]});
    // In that order, as a tap may see nothing but one of them.
    auto clamp = [&](OpFoldResult at, OpFoldResult least) {
      at = choose(builder, loc, /*least=*/true, {at, last});
      return choose(builder, loc, /*least=*/false, {least, at});
    };
    OpFoldResult from =
        isHidden(inside, /*behind=*/false) ? first : clamp(turns.begin, first);
    OpFoldResult to =
        isHidden(inside, /*behind=*/true) ? last : clamp(turns.end, from);
    auto getPart = [&](OpFoldResult from, OpFoldResult to) {
      LoopRanges part = left;
      part.begin[loop] = from;
      part.size[loop] = subtract(builder, loc, to, from);
      return part;
    };
    parts.push_back(getPart(first, from));
    behind.push_back(getPart(to, last));
    left = getPart(from, to);
  }
  for (LoopRanges &part : llvm::concat<LoopRanges>(parts, behind))
    part.isOutside = true;
  parts.push_back(left);
  parts.append(behind.rbegin(), behind.rend());
  llvm::erase_if(parts, [](const LoopRanges &part) {
    return llvm::any_of(part.size, isZeroInteger);
  });
  return parts;
}

void Borders::materialize(OpBuilder &builder) {
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

Value Borders::getPadding(OpOperand &operand) {
  for (Pad &pad : pads)
    if (pad.operand == &operand && !pad.insides.empty())
      return pad.padding;
  return nullptr;
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
