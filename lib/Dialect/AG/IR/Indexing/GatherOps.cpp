//===- GatherOps.cpp - reading and writing at indices ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This file has the common code of ag.gather and ag.scatter. Indices refer to
// positions along one dimension of x. The slices at these positions, which
// gather reads and scatter changes, form a tensor in which the dimensions of
// the indices replace this dimension.
//
//===----------------------------------------------------------------------===//
#include "Indexing/IndexChecks.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Returns the properties of the dimensions of all slices: those of x, with the
/// one of dimension `dim` replaced by those of the indices.
template <typename T>
static SmallVector<T> shapeOfSlices(ArrayRef<T> x, int64_t dim,
                                    ArrayRef<T> indices) {
  SmallVector<T> shape(x.take_front(dim));
  llvm::append_range(shape, indices);
  llvm::append_range(shape, x.drop_front(dim + 1));
  return shape;
}

template <typename Adaptor>
static LogicalResult checkIndices(Adaptor adaptor, bool clamps,
                                  const Reporter &report) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto indices = cast<RankedTensorType>(adaptor.getIndices().getType());
  int64_t dim = adaptor.getDim();
  if (dim < 0 || dim >= x.getRank())
    return report("dim") << "there is no dimension " << dim
                         << " of an operand of rank " << x.getRank();
  ScalarKind kind = getKind(*getScalarType(indices.getElementType()));
  if (kind != ScalarKind::Signed && kind != ScalarKind::Unsigned)
    return report("indices")
           << "the indices have elements " << indices.getElementType()
           << ", expected integers";
  if (clamps && x.getDimSize(dim) == 0)
    return report("clamp") << "dimension " << dim
                           << " of x is empty, so no index is inside";
  return success();
}

LogicalResult GatherOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                   SmallVectorImpl<Type> &results) {
  bool clamps = adaptor.getMode() == OutOfBounds::clamp;
  if (failed(checkIndices(adaptor, clamps, report)))
    return failure();
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto indices = cast<RankedTensorType>(adaptor.getIndices().getType());
  results.push_back(RankedTensorType::get(
      shapeOfSlices(x.getShape(), adaptor.getDim(), indices.getShape()),
      x.getElementType()));
  return success();
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(shapeOfSlices<OpFoldResult>(
      tensor::getMixedSizes(builder, getLoc(), getX()), getDim(),
      tensor::getMixedSizes(builder, getLoc(), getIndices())));
  return success();
}

void GatherOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  int64_t first = getDim(), indexRank = getIndices().getType().getRank();
  if (dim >= first && dim < first + indexRank)
    bounds.bound(value)[dim] == bounds.getExpr(getIndices(), dim - first);
  else
    bounds.bound(value)[dim] ==
        bounds.getExpr(getX(), dim < first ? dim : dim - indexRank + 1);
}

LogicalResult ScatterOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                    SmallVectorImpl<Type> &results) {
  bool clamps = adaptor.getMode() == WriteOutOfBounds::clamp;
  if (failed(checkIndices(adaptor, clamps, report)))
    return failure();
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto indices = cast<RankedTensorType>(adaptor.getIndices().getType());
  auto updates = cast<RankedTensorType>(adaptor.getUpdates().getType());
  ScalarType element = *getScalarType(x.getElementType());
  if (adaptor.getKind() == ScatterKind::add &&
      !contains(PrimitiveKinds::Number, element))
    return report("elements") << "x has elements " << getSpelling(element)
                              << ", expected a float or integer";
  if (updates.getElementType() != x.getElementType())
    return report("elements")
           << "x has elements " << x.getElementType() << ", the updates have "
           << updates.getElementType();
  SmallVector<int64_t> slices =
      shapeOfSlices(x.getShape(), adaptor.getDim(), indices.getShape());
  if (updates.getRank() != int64_t(slices.size()))
    return report("ranks") << "the updates have rank " << updates.getRank()
                           << ", expected " << slices.size();
  if (failed(verifyCompatibleShape(updates.getShape(), slices)))
    return report("sizes") << "the updates are a " << updates << ", expected a "
                           << updates.clone(slices);
  results.push_back(x);
  return success();
}

LogicalResult
ScatterOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(tensor::getMixedSizes(builder, getLoc(), getX()));
  return success();
}

void ScatterOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(getX(), dim);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

/// For `error`, requires that the least and the greatest index are valid, and
/// changes the mode to `clamp`, which then has no effect, or, if no position is
/// valid, to `passOver`.
template <typename Op, typename Mode>
static void requireIndices(Op op, Mode passOver, OpBuilder &builder) {
  if (op.getMode() != Mode::clamp && op.getMode() != Mode::error)
    return;
  Value extent = getValueOrCreateConstantIndexOp(
      builder, op.getLoc(),
      tensor::getMixedSize(builder, op.getLoc(), op.getX(), op.getDim()));
  IndexChecks checks(op, op.getIndices(), extent, builder);
  if (op.getMode() == Mode::clamp)
    return checks.requirePlaces();
  checks.requireInside();
  op.setMode(isZeroInteger(extent) ? passOver : Mode::clamp);
}

LogicalResult GatherOp::insertChecks(OpBuilder &builder, SizeOrigins &) {
  requireIndices(*this, OutOfBounds::fill, builder);
  return success();
}

LogicalResult ScatterOp::insertChecks(OpBuilder &builder,
                                      SizeOrigins &origins) {
  int64_t first = getDim(), indexRank = getIndices().getType().getRank();
  for (int64_t dim = 0; dim < getUpdates().getType().getRank(); ++dim) {
    bool isIndex = dim >= first && dim < first + indexRank;
    Value other = isIndex ? getIndices() : getX();
    int64_t place = isIndex       ? dim - first
                    : dim < first ? dim
                                  : dim - indexRank + 1;
    if (failed(requireEqualSizes(other, place, getUpdates(), dim, *this,
                                 builder, origins)))
      return failure();
  }
  requireIndices(*this, WriteOutOfBounds::drop, builder);
  return success();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Returns the position in a dimension of `size` that `index` refers to, or
/// std::nullopt if the index is skipped.
template <typename Mode>
static llvm::Expected<std::optional<int64_t>>
placeOf(Cell index, ScalarType type, int64_t size, Mode mode) {
  bool isUnsigned = getKind(type) == ScalarKind::Unsigned;
  bool isBelow = !isUnsigned && index.i < 0;
  if (!isBelow && static_cast<uint64_t>(index.i) < static_cast<uint64_t>(size))
    return index.i;
  if (mode != Mode::error && mode != Mode::clamp)
    return std::nullopt;
  if (mode == Mode::clamp && size > 0)
    return isBelow ? 0 : size - 1;
  std::string spelled =
      isUnsigned ? std::to_string(uint64_t(index.i)) : std::to_string(index.i);
  return llvm::createStringError(llvm::formatv(
      "[bounds] index {0} is outside of a dimension of {1}", spelled, size));
}

/// Calls `visit(position in x, position among the slices, number of elements)`
/// for contiguous elements, in the order of the slices. The position in x is
/// std::nullopt for a skipped index.
template <typename Mode>
static llvm::Error visitSlices(
    const Tensor &x, int64_t dim, const Tensor &indices, Mode mode,
    function_ref<void(std::optional<int64_t>, int64_t, int64_t)> visit) {
  int64_t size = x.shape()[dim];
  SmallVector<std::optional<int64_t>> places;
  for (Cell index : indices.cells()) {
    auto place = placeOf(index, indices.type(), size, mode);
    if (!place)
      return place.takeError();
    places.push_back(*place);
  }
  int64_t rows = llvm::product_of(x.shape().take_front(dim));
  int64_t width = llvm::product_of(x.shape().drop_front(dim + 1));
  int64_t at = 0;
  for (int64_t row = 0; row < rows; ++row)
    for (std::optional<int64_t> place : places) {
      if (place)
        place = (row * size + *place) * width;
      visit(place, at, width);
      at += width;
    }
  return llvm::Error::success();
}

llvm::Expected<Tensors> GatherOp::interpret(MutableArrayRef<Tensor> operands,
                                            InterpreterContext &) {
  const Tensor &x = operands[0], &indices = operands[1];
  auto result = Tensor::zeros(
      x.type(), shapeOfSlices(x.shape(), getDim(), indices.shape()));
  if (!result)
    return result.takeError();
  Cell *out = result->mutableCells().data();
  if (llvm::Error error = visitSlices(
          x, getDim(), indices, getMode(),
          [&](std::optional<int64_t> from, int64_t to, int64_t width) {
            if (from)
              llvm::copy(x.cells().slice(*from, width), out + to);
          }))
    return error;
  return Tensors{*result};
}

/// Without indices, nothing is changed.
OpFoldResult ScatterOp::fold(FoldAdaptor) {
  bool isKnown = getX().getType().hasStaticShape() &&
                 getIndices().getType().hasStaticShape() &&
                 getUpdates().getType().hasStaticShape();
  bool isEmpty = llvm::is_contained(getIndices().getType().getShape(), 0);
  return isKnown && isEmpty && getType() == getX().getType()
             ? OpFoldResult(getX())
             : nullptr;
}

static llvm::Error checkUpdates(const Tensor &updates,
                                ArrayRef<int64_t> expected) {
  if (updates.shape() == expected)
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::formatv("[sizes] the updates are a {0}, expected a {1}",
                    describe(updates.type(), updates.shape()),
                    describe(updates.type(), expected)));
}

std::optional<Primitive> ScatterOp::getCombiner() {
  switch (getKind()) {
  case ScatterKind::add:
    return Primitive::Add;
  case ScatterKind::set:
    return std::nullopt;
  case ScatterKind::max:
    return Primitive::Max;
  case ScatterKind::min:
    return Primitive::Min;
  }
  llvm_unreachable("all kinds are listed");
}

ScalarType ScatterOp::getCombinedType() {
  ScalarType type = *getScalarType(getType().getElementType());
  return getKind() == ScatterKind::add ? getAccumulatorType(type) : type;
}

/// Returns the tangent of `y`, an extremum: for each element, the mean of the
/// tangents of the elements and updates that are equal to it.
static llvm::Expected<Tensor> averageTangents(ScatterOp op, const Tensor &y,
                                              ArrayRef<Tensor> operands,
                                              Precision precision) {
  std::vector<double> sums(y.size()), counts(y.size());
  auto addIfEqual = [&](const Tensor &from, int64_t at, int64_t to) {
    if (from.cells()[at].f != y.cells()[to].f)
      return;
    sums[to] += from.tangent() ? from.tangent()->cells()[at].f : 0;
    ++counts[to];
  };
  for (int64_t at = 0; at < y.size(); ++at)
    addIfEqual(operands[0], at, at);
  if (llvm::Error error = visitSlices(
          y, op.getDim(), operands[1], op.getMode(),
          [&](std::optional<int64_t> to, int64_t from, int64_t width) {
            for (int64_t k = 0; to && k < width; ++k)
              addIfEqual(operands[2], from + k, *to + k);
          }))
    return error;
  auto tangent = Tensor::zeros(y.type(), y.shape());
  if (!tangent)
    return tangent;
  for (auto [cell, sum, count] :
       llvm::zip_equal(tangent->mutableCells(), sums, counts))
    cell = castCell(floatCell(sum / std::max(count, 1.0)), y.type(), y.type(),
                    precision);
  return tangent;
}

/// Operands have tangents only if the op is not linear.
llvm::Expected<Tensors> ScatterOp::interpret(MutableArrayRef<Tensor> operands,
                                             InterpreterContext &context) {
  const Tensor &indices = operands[1], &updates = operands[2];
  bool hasTangent = operands[0].tangent() || updates.tangent();
  Tensor result = hasTangent ? operands[0] : std::move(operands[0]);
  if (llvm::Error error = checkUpdates(
          updates, shapeOfSlices(result.shape(), getDim(), indices.shape())))
    return error;
  ScalarType type = result.type(), wide = getCombinedType();
  std::optional<Primitive> combiner = getCombiner();
  Precision precision = context.precision();
  MutableArrayRef<Cell> cells = result.mutableCells();
  for (Cell &cell : cells)
    cell = castCell(cell, type, wide, precision);
  if (llvm::Error error = visitSlices(
          result, getDim(), indices, getMode(),
          [&](std::optional<int64_t> to, int64_t from, int64_t width) {
            for (int64_t k = 0; to && k < width; ++k) {
              Cell update =
                  castCell(updates.cells()[from + k], type, wide, precision);
              Cell &cell = cells[*to + k];
              cell = combiner ? evaluate(*combiner, wide, wide, {cell, update},
                                         precision)
                              : update;
            }
          }))
    return error;
  for (Cell &cell : cells)
    cell = castCell(cell, wide, type, precision);
  if (hasTangent) {
    auto tangent = averageTangents(*this, result, operands, precision);
    if (!tangent)
      return tangent.takeError();
    result.setTangent(std::move(*tangent));
  }
  return Tensors{result};
}

} // namespace ag
