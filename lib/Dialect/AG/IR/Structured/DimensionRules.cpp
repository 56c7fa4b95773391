//===- DimensionRules.cpp - which dimensions of ops are loops -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This file has the dimension rules of ops without a Spec.
//
//===----------------------------------------------------------------------===//
#include "Indexing/SliceBounds.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Sizes/CutRange.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/ReshapeFactors.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

DimensionRule ConcatOp::getDimensionRule() {
  return describeConcat(getInputs().getTypes(), getDim());
}

DimensionRule BarrierOp::getDimensionRule() {
  return describeCopy(getNumOperands(), getX().getType());
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

DimensionRule ReshapeOp::getDimensionRule() {
  RankedTensorType from = getX().getType(), to = getType();
  SmallVector<OpFoldResult> sizes =
      toFoldResults(getContext(), getStaticSizes(), getSizes());
  auto isAsLong = [&](unsigned dim, unsigned made) {
    FailureOr<bool> isEqual =
        ValueBoundsConstraintSet::areEqual({getX(), int64_t(dim)}, sizes[made]);
    return succeeded(isEqual) && *isEqual;
  };
  DimensionEnds all{unsigned(from.getRank()), unsigned(to.getRank())};
  return factorReshape(from, to, getNumOperands(), all, isAsLong);
}

Operation *ReshapeOp::makePart(OpBuilder &builder, const OpPart &part) {
  auto own =
      toFoldResults(getContext(), getStaticSizes(), part.operands.drop_front());
  auto [statics, sizes] = decomposeMixedValues(
      findPartSizes(getDimensionRule(), 0, part, own, builder, getLoc()));
  return ReshapeOp::create(builder, getLoc(), part.operands.front(), sizes,
                           statics);
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

/// Adds loops for some dimensions of an operand.
static DimensionRule::Places addLoops(DimensionRule &rule, unsigned operand,
                                      unsigned first, unsigned end) {
  DimensionRule::Places places;
  for (unsigned place = first; place < end; ++place)
    places.push_back({rule.addLoop(Extent::dimension(operand, place))});
  return places;
}

static void pickAlong(DimensionRule &rule, unsigned loop,
                      const DimensionRule::Places &indices) {
  auto &picked = rule.loops[loop].pickedAlong.emplace();
  for (const DimensionRule::Place &place : indices)
    llvm::append_range(picked, place);
}

/// Returns the places of slices at `indices`: those of `x`, with the place of
/// dimension `dim` replaced by those of the indices.
static DimensionRule::Places placesOfSlices(ArrayRef<DimensionRule::Place> x,
                                            unsigned dim,
                                            DimensionRule::Places indices) {
  DimensionRule::Places places(x.take_front(dim));
  llvm::append_range(places, indices);
  llvm::append_range(places, x.drop_front(dim + 1));
  return places;
}

/// Along the dimension that the indices refer to, x is whole, and each index
/// picks one position.
DimensionRule GatherOp::getDimensionRule() {
  DimensionRule rule;
  unsigned dim = getDim();
  DimensionRule::Places x = addLoops(rule, 0, 0, dim);
  DimensionRule::Places indices =
      addLoops(rule, 1, 0, getIndices().getType().getRank());
  DimensionRule::Places behind =
      addLoops(rule, 0, dim + 1, getX().getType().getRank());
  unsigned whole = rule.addLoop(Extent::dimension(0, dim), /*isWhole=*/true);
  pickAlong(rule, whole, indices);
  x.push_back({whole});
  llvm::append_range(x, behind);
  rule.results = {placesOfSlices(x, dim, indices)};
  rule.operands = {std::move(x), std::move(indices)};
  rule.moved = {0};
  if (getMode() == OutOfBounds::error)
    rule.asked = {1};
  return rule;
}

/// Along the dimension that the indices refer to, the result is whole, and each
/// index picks one position. The last update of an element depends on all
/// indices, so their dimensions are whole for the kind `set`.
DimensionRule ScatterOp::getDimensionRule() {
  DimensionRule rule;
  unsigned dim = getDim();
  DimensionRule::Places x = addLoops(rule, 0, 0, getX().getType().getRank());
  DimensionRule::Places indices =
      addLoops(rule, 1, 0, getIndices().getType().getRank());
  rule.loops[x[dim].front()].isWhole = true;
  for (const DimensionRule::Place &place : indices)
    rule.loops[place.front()].isWhole = getKind() == ScatterKind::set;
  pickAlong(rule, x[dim].front(), indices);
  if (std::optional<Primitive> combiner = getCombiner())
    rule.combiner = getMonoid(*findReduction(*combiner));
  rule.results = {x};
  DimensionRule::Places updates = placesOfSlices(x, dim, indices);
  rule.operands = {std::move(x), std::move(indices), std::move(updates)};
  rule.moved = {0, 2};
  rule.written = 0;
  if (getMode() == WriteOutOfBounds::error)
    rule.asked = {1};
  return rule;
}

//===----------------------------------------------------------------------===//
// Padding and slices
//===----------------------------------------------------------------------===//

DimensionRule PadOp::getDimensionRule() {
  SmallVector<bool> kept;
  for (auto [dim, low, high] : llvm::enumerate(getStaticLow(), getStaticHigh()))
    kept.push_back(low == 0 && high == 0 &&
                   (getInterior().empty() || getInterior()[dim] == 0));
  DimensionRule rule = describePad(getNumOperands(), kept);
  rule.moved = {0, 1};
  return rule;
}

DimensionRule UpdateOp::getDimensionRule() {
  RankedTensorType x = getX().getType(), y = getY().getType();
  SmallVector<bool> kept, cut(x.getRank(), true);
  SmallVector<std::optional<unsigned>> dims;
  for (auto [dim, offset, stride] :
       llvm::enumerate(getStaticOffsets(), getStrides())) {
    kept.push_back(offset == 0 && stride == 1 && !x.isDynamicDim(dim) &&
                   x.getDimSize(dim) == y.getDimSize(dim));
    dims.emplace_back(dim);
  }
  return describeInsertion(getNumOperands(), /*whole=*/0, /*part=*/1, dims,
                           kept, cut);
}

Operation *UpdateOp::makePart(OpBuilder &builder, const OpPart &part) {
  if (part.loops.empty())
    return cloneOnParts(builder, *this, part.operands);
  DimensionRule rule = getDimensionRule();
  Value x = part.operands[0], y = part.operands[1];
  CutRange range = cutToPart(
      *this, rule, rule.operands[0], part,
      getMixedValues(getStaticOffsets(), part.operands.drop_front(2), builder),
      tensor::getMixedSizes(builder, getLoc(), y), getStrides(), builder);
  if (!range.isLess)
    return cloneOnParts(builder, *this, part.operands);
  SmallVector<int64_t> each(range.sizes.size(), 1);
  y = takePart(y, range.firsts, range.sizes, each, builder, getLoc());
  return putPart(x, y, range.offsets, getStrides(), builder, getLoc())
      .getDefiningOp();
}

} // namespace ag
