//===- DimensionRules.cpp - which dimensions of ops are loops -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What ops without a Spec say of their dimensions.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"

using namespace mlir;

namespace ag {

DimensionRule ConcatOp::getDimensionRule() {
  return describeConcat(getInputs().getTypes(), getDim());
}

/// All of x is read along the dimension that the indices are places of, but
/// for each of them one place.
DimensionRule GatherOp::getDimensionRule() {
  DimensionRule rule;
  auto addLoops = [&](unsigned operand, unsigned first, unsigned end) {
    DimensionRule::Places places;
    for (unsigned place = first; place < end; ++place)
      places.push_back(rule.addLoop(Extent::dimension(operand, place)));
    return places;
  };
  unsigned dim = getDim();
  DimensionRule::Places front = addLoops(0, 0, dim);
  DimensionRule::Places indices =
      addLoops(1, 0, getIndices().getType().getRank());
  DimensionRule::Places behind =
      addLoops(0, dim + 1, getX().getType().getRank());
  DimensionRule::Places x(front), made(std::move(front));
  x.push_back(rule.addLoop(Extent::dimension(0, dim), /*isWhole=*/true));
  rule.loops.back().pickedAlong.emplace(indices.begin(), indices.end());
  llvm::append_range(x, behind);
  llvm::append_range(made, indices);
  llvm::append_range(made, behind);
  rule.operands = {std::move(x), std::move(indices)};
  rule.results = {std::move(made)};
  if (getMode() == OutOfBounds::error)
    rule.asked = {1};
  return rule;
}

DimensionRule PadOp::getDimensionRule() {
  SmallVector<bool> kept;
  for (auto [dim, low, high] : llvm::enumerate(getStaticLow(), getStaticHigh()))
    kept.push_back(low == 0 && high == 0 &&
                   (getInterior().empty() || getInterior()[dim] == 0));
  return describePad(getNumOperands(), kept);
}

DimensionRule UpdateOp::getDimensionRule() {
  RankedTensorType x = getX().getType(), y = getY().getType();
  SmallVector<bool> kept;
  SmallVector<std::optional<unsigned>> dims;
  for (auto [dim, offset, stride] :
       llvm::enumerate(getStaticOffsets(), getStrides())) {
    kept.push_back(offset == 0 && stride == 1 && !x.isDynamicDim(dim) &&
                   x.getDimSize(dim) == y.getDimSize(dim));
    dims.emplace_back(dim);
  }
  return describeInsertion(getNumOperands(), /*whole=*/0, /*part=*/1, dims,
                           kept);
}

} // namespace ag
