//===- WindowOffsetsSlices.cpp - slices at one window offset --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowOffsets.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

AffineExpr WindowOffsets::renumber(AffineExpr expr) {
  SmallVector<AffineExpr> numbers(op.getNumLoops(),
                                  getAffineConstantExpr(0, op.getContext()));
  for (auto [number, loop] : llvm::enumerate(loops.inner))
    numbers[loop] = getAffineDimExpr(number, op.getContext());
  return expr.replaceDims(numbers);
}

int64_t WindowOffsets::getGatheredStride(OpOperand &operand) {
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

void WindowOffsets::gatherInputs(OpBuilder &builder) {
  Location loc = op.getLoc();
  for (OpOperand *input : getReadInputs()) {
    int64_t stride = getGatheredStride(*input);
    if (stride == 1)
      continue;
    Value source = getSource(*input);
    StridedCopies copies = getStridedCopies(
        builder, loc, tensor::getMixedSizes(builder, loc, source), stride);
    Value copy = splitPhases(builder, loc, source, copies);
    gathered.try_emplace(input->getOperandNumber(), copy, copies);
  }
}

Value WindowOffsets::getSource(OpOperand &operand) {
  auto copied = gathered.find(operand.getOperandNumber());
  if (copied != gathered.end())
    return copied->second.first;
  Value source = padding.getSource(operand);
  return source ? source : operand.get();
}

bool WindowOffsets::isWhole(const WindowOffset &windowOffset,
                            OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  return padding.getShift(operand).empty() &&
         llvm::all_of(map.getResults(), [&](AffineExpr expr) {
           auto dim = dyn_cast<AffineDimExpr>(expr);
           if (!dim)
             return expr == getAffineConstantExpr(0, op.getContext());
           unsigned loop = dim.getPosition();
           return !loops.isWindowOffset(loop) &&
                  isZeroInteger(windowOffset.begin[loop]) &&
                  windowOffset.size[loop] == extents[loop];
         });
}

/// Returns true if a slice keeps the dimensions that no inner loop indexes.
/// Upstream cannot determine which dimensions of size 1 are dropped if others
/// stay.
bool WindowOffsets::keepsUnits(const WindowOffset &windowOffset,
                               OpOperand &operand) {
  return isWhole(windowOffset, operand) ||
         llvm::any_of(op.getMatchingIndexingMap(&operand).getResults(),
                      [&](AffineExpr expr) {
                        std::optional<unsigned> loop = loops.getInnerLoop(
                            *getWindowIndex(expr, op.getNumLoops()));
                        return loop && isOneInteger(windowOffset.size[*loop]);
                      });
}

WindowOffsets::Slice WindowOffsets::getSlice(OpBuilder &builder,
                                             const WindowOffset &windowOffset,
                                             OpOperand &operand, Value tensor) {
  Slice slice{tensor, {},      {}, {},
              {},     nullptr, {}, isWhole(windowOffset, operand)};
  bool keepsAll = keepsUnits(windowOffset, operand);
  SmallVector<AffineExpr> places;
  SmallVector<OpFoldResult> shift = padding.getShift(operand);
  AffineExpr a, b;
  bindDims(op.getContext(), a, b);
  for (auto [dim, expr] :
       llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
    WindowIndex index = *getWindowIndex(expr, op.getNumLoops());
    std::optional<unsigned> loop = loops.getInnerLoop(index);
    OpFoldResult place =
        applyExpr(builder, op.getLoc(), expr, windowOffset.begin);
    if (!shift.empty())
      place = applyExpr(builder, op.getLoc(), a - b, {place, shift[dim]});
    slice.offsets.push_back(place);
    slice.sizes.push_back(loop ? windowOffset.size[*loop]
                               : builder.getIndexAttr(1));
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

Value WindowOffsets::extract(OpBuilder &builder, const Slice &slice) {
  if (slice.isWhole)
    return slice.tensor;
  return extractPart(slice.type, slice.tensor, slice.offsets, slice.sizes,
                     slice.strides, builder, op.getLoc());
}

Value WindowOffsets::insert(OpBuilder &builder, Value value,
                            const Slice &slice) {
  if (slice.isWhole)
    return value;
  return insertPart(value, slice.tensor, slice.offsets, slice.sizes,
                    slice.strides, builder, op.getLoc());
}

/// Returns the value that a window offset accumulates onto. If it is the only
/// writer of its slice, only that slice is filled.
Value WindowOffsets::extractStart(OpBuilder &builder, OpOperand *init,
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
