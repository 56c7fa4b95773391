//===- EqualIndices.cpp - what belongs to equal indices -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Numbers, or slices of a tensor, are combined at each index with those at all
// equal indices. A scatter and a gather do that in time of the whole dimension.
// For few indices all pairs are compared instead, so that a loop that updates
// single elements takes time of these alone:
//
//   %same = %i == %i' for each pair, along the rows
//   %sums = ag.reduce sum (select %same, %slices, 0) [1]
//
//===----------------------------------------------------------------------===//
#include "Indexing/EqualIndices.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

static OutOfBounds toRead(WriteOutOfBounds mode) {
  switch (mode) {
  case WriteOutOfBounds::error:
    return OutOfBounds::error;
  case WriteOutOfBounds::clamp:
    return OutOfBounds::clamp;
  case WriteOutOfBounds::drop:
    return OutOfBounds::fill;
  }
  llvm_unreachable("all modes are listed");
}

Value AtIndices::gather(int64_t dim, Value x) {
  return GatherOp::create(builder, loc, dim, toRead(op.getMode()), x,
                          op.getIndices());
}

Value AtIndices::scatter(ScatterKind kind, int64_t dim, Value x,
                         Value updates) {
  return ScatterOp::create(builder, loc, dim, op.getMode(), x, op.getIndices(),
                           updates, kind);
}

/// Returns the number of each index, in their row-major order.
Value AtIndices::numberIndices() {
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(builder, loc, op.getIndices());
  OpFoldResult count = sizes.front();
  for (OpFoldResult size : ArrayRef(sizes).drop_front())
    count = getAsOpFoldResult(builder.createOrFold<arith::MulIOp>(
        loc, getValueOrCreateConstantIndexOp(builder, loc, count),
        getValueOrCreateConstantIndexOp(builder, loc, size)));
  auto [length, dynamicLength] = decomposeMixedValues(ArrayRef(count));
  Value numbers = IotaOp::create(builder, loc, 0, dynamicLength, length,
                                 builder.getI64Type());
  if (sizes.size() == 1)
    return numbers;
  auto [shape, dynamic] = decomposeMixedValues(sizes);
  return ReshapeOp::create(builder, loc, numbers, dynamic, shape);
}

Value AtIndices::makeZeros(ArrayRef<OpFoldResult> sizes, Type element) {
  auto type = RankedTensorType::get({}, element);
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  return spread(zero, sizes, 0);
}

/// Repeats `x`, whose dimensions are those of the result from `dim` on.
Value AtIndices::spread(Value x, ArrayRef<OpFoldResult> sizes, int64_t dim) {
  auto [shape, created] = decomposeMixedValues(sizes);
  int64_t rank = cast<RankedTensorType>(x.getType()).getRank();
  auto dims = llvm::to_vector(llvm::seq(dim, dim + rank));
  // The dimensions of x have its sizes.
  SmallVector<Value> repeated;
  for (auto [number, size] : llvm::enumerate(sizes))
    if (auto value = dyn_cast<Value>(size);
        value && !llvm::is_contained(dims, int64_t(number)))
      repeated.push_back(value);
  return BroadcastOp::create(builder, loc, x, repeated, dims, shape);
}

bool AtIndices::isAtMostOne() {
  RankedTensorType type = op.getIndices().getType();
  return type.hasStaticShape() && type.getNumElements() <= 1;
}

/// Returns true if there are no more pairs of indices than positions.
bool AtIndices::areFew() {
  RankedTensorType type = op.getIndices().getType();
  // makePlaces() clamps signed numbers of 64 bits.
  if (!type.hasStaticShape() || (op.getMode() == WriteOutOfBounds::clamp &&
                                 type.getElementType().isUnsignedInteger(64)))
    return false;
  int64_t count = type.getNumElements();
  RankedTensorType x = op.getX().getType();
  int64_t size =
      x.isDynamicDim(op.getDim()) ? assumedSize : x.getDimSize(op.getDim());
  return count <= size / count;
}

/// Returns numbers that are equal for indices of one position.
Value AtIndices::makePlaces() {
  RankedTensorType type = op.getIndices().getType();
  Type element = builder.getI64Type();
  Value places = CastOp::create(builder, loc, type.clone(element),
                                op.getIndices(), element);
  if (op.getMode() != WriteOutOfBounds::clamp)
    return places;
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(op.getContext(), type.getShape());
  Value size = arith::IndexCastOp::create(
      builder, loc, element,
      getValueOrCreateConstantIndexOp(
          builder, loc,
          tensor::getMixedSize(builder, loc, shaped, op.getDim())));
  Value one = arith::ConstantIntOp::create(builder, loc, 1, 64);
  Value last = tensor::FromElementsOp::create(
      builder, loc, RankedTensorType::get({}, element),
      Value(arith::SubIOp::create(builder, loc, size, one)));
  places = MaxOp::create(builder, loc, places, makeZeros(sizes, element));
  return MinOp::create(builder, loc, places, spread(last, sizes, 0));
}

Value AtIndices::choose(Value isChosen, Value x) {
  ScalarType type = *getScalarType(getElementTypeOrSelf(x));
  isChosen = withType(isChosen, withElementsOf(isChosen, x.getType()), context);
  ScalarProgram program;
  Expr chosen = program.input(ScalarType::I1), value = program.input(type);
  program.yield(select(chosen, value, program.constant(0.0, type)));
  return writeElementwise(program, {isChosen, x}, context, op).front();
}

/// Combines slices at equal indices by comparing all pairs. What is not
/// combined counts as 0. `slices` have the indices' dimensions from `dim` on.
Value AtIndices::combinePairs(Reduction reduction, int64_t dim, Value slices) {
  SmallVector<OpFoldResult> own = getAsIndexOpFoldResult(
      op.getContext(), op.getIndices().getType().getShape());
  int64_t rank = own.size();
  SmallVector<OpFoldResult> both = own;
  llvm::append_range(both, own);
  Value places = makePlaces();
  Value areEqual =
      CompareOp::create(builder, loc, Predicate::eq, spread(places, both, 0),
                        spread(places, both, rank));

  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, slices);
  sizes.insert(sizes.begin() + dim, own.begin(), own.end());
  auto [shape, created] = decomposeMixedValues(sizes);
  SmallVector<int64_t> kept;
  for (int64_t number = 0; number < int64_t(sizes.size()); ++number)
    if (number < dim || number >= dim + rank)
      kept.push_back(number);
  Value others =
      BroadcastOp::create(builder, loc, slices, ValueRange(), kept, shape);

  Value chosen = choose(spread(areEqual, sizes, dim), others);
  return ReduceOp::create(
      builder, loc, slices.getType(), reduction, chosen,
      llvm::to_vector(llvm::seq(dim + rank, dim + 2 * rank)));
}

/// Returns, at each index, the sum or the maximum of 0 and all slices at equal
/// indices. They have the indices' dimensions from `dim` on, and no others if
/// `isOfIndices`.
Value AtIndices::combine(ScatterKind kind, int64_t dim, Value slices,
                         bool isOfIndices) {
  if (isAtMostOne())
    return slices;
  if (areFew())
    return combinePairs(kind == ScatterKind::add ? Reduction::sum
                                                 : Reduction::max,
                        dim, slices);
  SmallVector<OpFoldResult> sizes;
  if (isOfIndices)
    sizes.push_back(tensor::getMixedSize(builder, loc, shaped, op.getDim()));
  else
    sizes = tensor::getMixedSizes(builder, loc, shaped);
  Value zeros = makeZeros(sizes, getElementTypeOrSelf(slices));
  return gather(dim, scatter(kind, dim, zeros, slices));
}

Value AtIndices::findLast(Value slices) {
  if (isAtMostOne())
    return nullptr;
  Value numbers = numberIndices();
  Value last = combine(ScatterKind::max, 0, numbers, /*isOfIndices=*/true);
  return spread(CompareOp::create(builder, loc, Predicate::eq, last, numbers),
                tensor::getMixedSizes(builder, loc, slices), op.getDim());
}

Value AtIndices::sum(Value slices) {
  return combine(ScatterKind::add, op.getDim(), slices, /*isOfIndices=*/false);
}

} // namespace ag
