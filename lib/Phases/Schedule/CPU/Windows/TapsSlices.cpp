//===- TapsSlices.cpp - slices that one window offset reads and writes ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/Taps.h"
#include "ag/Dialect/AG/Models/Linalg/Parts.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

AffineExpr Taps::renumber(AffineExpr expr) {
  SmallVector<AffineExpr> numbers(op.getNumLoops(),
                                  getAffineConstantExpr(0, op.getContext()));
  for (auto [number, loop] : llvm::enumerate(loops.inner))
    numbers[loop] = getAffineDimExpr(number, op.getContext());
  return expr.replaceDims(numbers);
}

int64_t Taps::getGatheredStride(OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (isJoined() || map.getNumResults() == 0)
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

void Taps::gatherInputs(OpBuilder &builder) {
  Location loc = op.getLoc();
  for (OpOperand *input : getReadInputs()) {
    int64_t stride = getGatheredStride(*input);
    if (stride == 1)
      continue;
    Value source = getSource(*input);
    Phases phases = getPhases(
        builder, loc, tensor::getMixedSizes(builder, loc, source), stride);
    Value copy = splitPhases(builder, loc, source, phases);
    gathered.try_emplace(input->getOperandNumber(), copy, phases);
  }
}

Value Taps::getSource(OpOperand &operand) {
  auto copied = gathered.find(operand.getOperandNumber());
  if (copied != gathered.end())
    return copied->second.first;
  Value source = borders.getSource(operand);
  return source ? source : operand.get();
}

bool Taps::isWhole(const Tap &tap, OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  return borders.getShift(operand).empty() &&
         llvm::all_of(map.getResults(), [&](AffineExpr expr) {
           auto dim = dyn_cast<AffineDimExpr>(expr);
           if (!dim)
             return expr == getAffineConstantExpr(0, op.getContext());
           unsigned loop = dim.getPosition();
           return !loops.isTap(loop) && isZeroInteger(tap.begin[loop]) &&
                  tap.size[loop] == extents[loop];
         });
}

/// Returns true if a slice keeps the dimensions that no inner loop indexes.
/// Upstream cannot determine which dimensions of size 1 are dropped if others
/// stay.
bool Taps::keepsUnits(const Tap &tap, OpOperand &operand) {
  return isWhole(tap, operand) ||
         llvm::any_of(op.getMatchingIndexingMap(&operand).getResults(),
                      [&](AffineExpr expr) {
                        std::optional<unsigned> loop = loops.getInnerLoop(
                            *getWindowIndex(expr, op.getNumLoops()));
                        return loop && isOneInteger(tap.size[*loop]);
                      });
}

Taps::Slice Taps::getSlice(OpBuilder &builder, const Tap &tap,
                           OpOperand &operand, Value tensor) {
  Slice slice{tensor, {}, {}, {}, {}, nullptr, {}, isWhole(tap, operand)};
  bool keepsAll = keepsUnits(tap, operand);
  SmallVector<AffineExpr> places;
  SmallVector<OpFoldResult> shift = borders.getShift(operand);
  AffineExpr a, b;
  bindDims(op.getContext(), a, b);
  for (auto [dim, expr] :
       llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
    WindowIndex index = *getWindowIndex(expr, op.getNumLoops());
    std::optional<unsigned> loop = loops.getInnerLoop(index);
    OpFoldResult place = applyExpr(builder, op.getLoc(), expr, tap.begin);
    if (!shift.empty())
      place = applyExpr(builder, op.getLoc(), a - b, {place, shift[dim]});
    slice.offsets.push_back(place);
    slice.sizes.push_back(loop ? tap.size[*loop] : builder.getIndexAttr(1));
    slice.strides.push_back(
        builder.getIndexAttr(loop ? index.factors[*loop] : 1));
    if (!loop && !keepsAll)
      continue;
    places.push_back(loop ? renumber(getAffineDimExpr(*loop, op.getContext()))
                          : getAffineConstantExpr(0, op.getContext()));
    slice.kept.push_back(slice.sizes.back());
  }
  if (auto copied = gathered.find(operand.getOperandNumber());
      copied != gathered.end()) {
    slice.offsets.back() =
        copied->second.second.find(builder, op.getLoc(), slice.offsets.back());
    slice.strides.back() = builder.getIndexAttr(1);
  }
  slice.map = AffineMap::get(loops.inner.size(), 0, places, op.getContext());
  slice.type = RankedTensorType::get(
      decomposeMixedValues(slice.kept).first,
      cast<RankedTensorType>(tensor.getType()).getElementType());
  return slice;
}

Value Taps::extract(OpBuilder &builder, const Slice &slice) {
  if (slice.isWhole)
    return slice.tensor;
  return extractPart(slice.type, slice.tensor, slice.offsets, slice.sizes,
                     slice.strides, builder, op.getLoc());
}

Value Taps::insert(OpBuilder &builder, Value value, const Slice &slice) {
  if (slice.isWhole)
    return value;
  return insertPart(value, slice.tensor, slice.offsets, slice.sizes,
                    slice.strides, builder, op.getLoc());
}

/// Returns the value that a window offset accumulates onto. If it is the only
/// writer of its slice, only that slice is filled.
Value Taps::extractStart(OpBuilder &builder, OpOperand *init,
                         const Slice &slice) {
  auto fill = init->get().getDefiningOp<linalg::FillOp>();
  if (!fill || !isWrittenOnce(init))
    return extract(builder, slice);
  if (slice.isWhole)
    return init->get();
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), slice.kept,
                                        slice.type.getElementType());
  return linalg::FillOp::create(builder, op.getLoc(), fill.value(), empty)
      .getResult(0);
}

} // namespace ag
