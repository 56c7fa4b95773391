//===- Index.cpp - ops that make or follow indices ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Extents.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

FailureOr<Spec> IotaOp::describe(Adaptor adaptor, const Reporter &report) {
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "sizes", "extents",
                        report)))
    return failure();
  if (adaptor.getDim() >= sizes.size())
    return report("dim") << "there is no dimension " << adaptor.getDim()
                         << " of a result of rank " << sizes.size();
  std::optional<ScalarType> type;
  if (!adaptor.getElementType().isIndex())
    type = getScalarType(adaptor.getElementType());
  if (!type)
    return report("element-type")
           << "ag does not compute with elements " << adaptor.getElementType();
  Spec spec;
  spec.loops = toExtents(sizes, /*firstOperand=*/0);
  spec.body.yield(spec.body.cast(spec.body.index(adaptor.getDim()), *type));
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(sizes.size(),
                                         adaptor.getAttributes().getContext()),
       *type, *type});
  return spec;
}

LogicalResult GatherOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                   SmallVectorImpl<Type> &results) {
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
  if (adaptor.getMode() == OutOfBounds::clamp && x.getDimSize(dim) == 0)
    return report("clamp") << "dimension " << dim
                           << " of x is empty, so no index is inside";
  SmallVector<int64_t> shape(x.getShape().take_front(dim));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, x.getShape().drop_front(dim + 1));
  results.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> ofX =
      tensor::getMixedSizes(builder, getLoc(), getX());
  SmallVector<OpFoldResult> shape(ArrayRef(ofX).take_front(getDim()));
  llvm::append_range(shape,
                     tensor::getMixedSizes(builder, getLoc(), getIndices()));
  llvm::append_range(shape, ArrayRef(ofX).drop_front(getDim() + 1));
  shapes.push_back(std::move(shape));
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

/// With \`error\`, requires that the least and the greatest index are inside;
/// what remains is a \`clamp\` that never does anything. (Without any index the
/// least is above the greatest.)
LogicalResult GatherOp::insertChecks(OpBuilder &builder, SizeOrigins &) {
  if (getMode() == OutOfBounds::fill)
    return success();
  Location loc = getLoc();
  Value extent = tensor::DimOp::create(builder, loc, getX(), getDim());
  auto indexAt = [&](Reduction kind) -> Value {
    auto type = getIndices().getType().clone(builder.getI64Type());
    Value wide =
        CastOp::create(builder, loc, type, getIndices(), builder.getI64Type());
    auto dims = llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
    Value extreme = ReduceOp::create(
        builder, loc, RankedTensorType::get({}, builder.getI64Type()), kind,
        wide, dims);
    return arith::IndexCastOp::create(
        builder, loc, builder.getIndexType(),
        tensor::ExtractOp::create(builder, loc, extreme, ValueRange()));
  };
  using P = arith::CmpIPredicate;
  auto compare = [&](P predicate, Value a, Value b) -> Value {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  };
  Value least = indexAt(Reduction::min), greatest = indexAt(Reduction::max);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value none = compare(P::slt, greatest, least);
  if (getMode() == OutOfBounds::clamp) {
    Value some = compare(P::sgt, extent, zero);
    RequireOp::create(builder, loc,
                      arith::OrIOp::create(builder, loc, none, some),
                      "ag.gather: nothing to clamp an index to, as the "
                      "dimension is empty",
                      ValueRange());
    return success();
  }
  Value below = compare(P::slt, least, zero);
  Value offender =
      arith::SelectOp::create(builder, loc, below, least, greatest);
  Value inside = compare(P::ult, offender, extent);
  RequireOp::create(builder, loc,
                    arith::OrIOp::create(builder, loc, none, inside),
                    "ag.gather: index {0} is outside of a dimension of {1}",
                    ValueRange{offender, extent});
  setMode(OutOfBounds::clamp);
  return success();
}

/// The place in a dimension of `size` that `index` means, or none for zeros.
static llvm::Expected<std::optional<int64_t>>
placeOf(Cell index, ScalarType type, int64_t size, OutOfBounds mode) {
  bool isUnsigned = getKind(type) == ScalarKind::Unsigned;
  bool isBelow = !isUnsigned && index.i < 0;
  if (!isBelow && static_cast<uint64_t>(index.i) < static_cast<uint64_t>(size))
    return index.i;
  switch (mode) {
  case OutOfBounds::fill:
    return std::nullopt;
  case OutOfBounds::clamp:
    if (size > 0)
      return isBelow ? 0 : size - 1;
    break;
  case OutOfBounds::error:
    break;
  }
  std::string spelled =
      isUnsigned ? std::to_string(uint64_t(index.i)) : std::to_string(index.i);
  return llvm::createStringError(llvm::formatv(
      "[bounds] index {0} is outside of a dimension of {1}", spelled, size));
}

llvm::Expected<Tensors> GatherOp::interpret(MutableArrayRef<Tensor> operands,
                                            InterpreterContext &) {
  const Tensor &x = operands[0], &indices = operands[1];
  ArrayRef<int64_t> before = x.shape().take_front(getDim());
  ArrayRef<int64_t> after = x.shape().drop_front(getDim() + 1);
  SmallVector<int64_t> shape(before);
  llvm::append_range(shape, indices.shape());
  llvm::append_range(shape, after);
  auto result = Tensor::zeros(x.type(), shape);
  if (!result)
    return result.takeError();
  int64_t size = x.shape()[getDim()];
  SmallVector<std::optional<int64_t>> places;
  for (Cell index : indices.cells()) {
    auto place = placeOf(index, indices.type(), size, getMode());
    if (!place)
      return place.takeError();
    places.push_back(*place);
  }
  int64_t rows = llvm::product_of(before), width = llvm::product_of(after);
  Cell *out = result->mutableCells().data();
  for (int64_t row = 0; row < rows; ++row)
    for (std::optional<int64_t> place : places) {
      if (place)
        llvm::copy(x.cells().slice((row * size + *place) * width, width), out);
      out += width;
    }
  return Tensors{*result};
}

} // namespace ag
