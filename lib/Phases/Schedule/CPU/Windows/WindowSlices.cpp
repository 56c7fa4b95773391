//===- WindowSlices.cpp - slices at one window offset ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowSlices.h"
#include "CPU/Kernels.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

Value WindowSlice::extract(OpBuilder &builder, Location loc) const {
  if (isWhole)
    return tensor;
  return extractPart(type, tensor, offsets, sizes, strides, builder, loc);
}

Value WindowSlice::extractInitial(OpBuilder &builder, Location loc,
                                  Value init) const {
  auto fill = init.getDefiningOp<linalg::FillOp>();
  if (!fill)
    return extract(builder, loc);
  if (isWhole)
    return init;
  Value empty =
      tensor::EmptyOp::create(builder, loc, kept, type.getElementType());
  return linalg::FillOp::create(builder, loc, fill.value(), empty).getResult(0);
}

Value WindowSlice::insert(OpBuilder &builder, Location loc, Value value) const {
  if (isWhole)
    return value;
  return insertPart(value, tensor, offsets, sizes, strides, builder, loc);
}

Value makeEmptyLike(OpBuilder &builder, Value like) {
  Location loc = like.getLoc();
  auto type = cast<RankedTensorType>(like.getType());
  SmallVector<Value> dynamic;
  for (auto [size, fixed] :
       llvm::zip_equal(getSizes(builder, loc, like), type.getShape()))
    if (ShapedType::isDynamic(fixed))
      dynamic.push_back(getValueOrCreateConstantIndexOp(builder, loc, size));
  return tensor::EmptyOp::create(builder, loc, type, dynamic);
}

//===----------------------------------------------------------------------===//
// Copies with contiguous elements
//===----------------------------------------------------------------------===//

void WindowSlices::gatherInput(OpBuilder &builder, OpOperand &input,
                               int64_t stride) {
  Location loc = op.getLoc();
  Value source = getSource(input);
  StridedCopies copies = getStridedCopies(
      builder, loc, tensor::getMixedSizes(builder, loc, source), stride);
  Value copy = splitPhases(builder, loc, source, copies);
  gathered.try_emplace(input.getOperandNumber(), copy, copies);
}

Value WindowSlices::gatherStart(OpBuilder &builder, OpOperand &init,
                                Value start, int64_t stride) {
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

Value WindowSlices::joinResult(OpBuilder &builder, OpOperand &init, Value value,
                               Value start) {
  auto copied = gathered.find(init.getOperandNumber());
  if (copied == gathered.end())
    return value;
  return joinPhases(builder, op.getLoc(), value, makeEmptyLike(builder, start),
                    copied->second.second);
}

//===----------------------------------------------------------------------===//
// Slices of an op's operands
//===----------------------------------------------------------------------===//

Value WindowSlices::getSource(OpOperand &operand) {
  auto copied = gathered.find(operand.getOperandNumber());
  if (copied != gathered.end())
    return copied->second.first;
  Value source = padding.getSource(operand);
  return source ? source : operand.get();
}

bool WindowSlices::isWhole(const WindowOffset &windowOffset,
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
bool WindowSlices::keepsUnits(const WindowOffset &windowOffset,
                              OpOperand &operand) {
  return isWhole(windowOffset, operand) ||
         llvm::any_of(op.getMatchingIndexingMap(&operand).getResults(),
                      [&](AffineExpr expr) {
                        std::optional<unsigned> loop = loops.getInnerLoop(
                            *getWindowIndex(expr, op.getNumLoops()));
                        return loop && isOneInteger(windowOffset.size[*loop]);
                      });
}

WindowSlice WindowSlices::getSlice(OpBuilder &builder,
                                   const WindowOffset &windowOffset,
                                   OpOperand &operand, Value tensor) {
  WindowSlice slice{tensor, {},      {}, {},
                    {},     nullptr, {}, isWhole(windowOffset, operand)};
  bool keepsAll = keepsUnits(windowOffset, operand);
  SmallVector<AffineExpr> places;
  SmallVector<OpFoldResult> shift = padding.getShift(operand);
  AffineExpr a, b;
  bindDims(op.getContext(), a, b);
  auto number = [&](unsigned loop) -> unsigned {
    return llvm::find(loops.inner, loop) - loops.inner.begin();
  };
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
    places.push_back(loop ? getAffineDimExpr(number(*loop), op.getContext())
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
  slice.type = RankedTensorType::get(decomposeMixedValues(slice.kept).first,
                                     OperandShape(tensor.getType()).element);
  return slice;
}

WindowSlice WindowSlices::getInput(OpBuilder &builder,
                                   const WindowOffset &windowOffset,
                                   OpOperand &input) {
  return getSlice(builder, windowOffset, input, getSource(input));
}

} // namespace ag
