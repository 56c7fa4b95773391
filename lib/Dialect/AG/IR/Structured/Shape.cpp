//===- Shape.cpp - reshape, concat ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This file has the shape ops without a Spec, except ag.pad.
//
//===----------------------------------------------------------------------===//
#include "Indexing/SliceBounds.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                    SmallVectorImpl<Type> &results) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "sizes", "extents",
                        report)))
    return failure();
  auto result = RankedTensorType::get(sizes, x.getElementType());
  if (x.hasStaticShape() && result.hasStaticShape()) {
    auto before = llvm::expectedToOptional(countElements(x.getShape()));
    auto after = llvm::expectedToOptional(countElements(sizes));
    if (!before || before != after)
      return report("count") << "a " << x << " has another number of elements "
                             << "than a " << result;
  }
  results.push_back(result);
  return success();
}

LogicalResult
ReshapeOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(toFoldResults(getContext(), getStaticSizes(), getSizes()));
  return success();
}

void ReshapeOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] ==
      bounds.getExpr(
          toFoldResults(getContext(), getStaticSizes(), getSizes())[dim]);
}

LogicalResult ReshapeOp::insertChecks(OpBuilder &builder, SizeOrigins &) {
  if (getX().getType().hasStaticShape() && getSizes().empty())
    return success();
  for (Value size : getSizes())
    requireNotNegative(size, "ag.reshape: a size", getLoc(), builder);
  requireEqualCounts(tensor::getMixedSizes(builder, getLoc(), getX()),
                     toFoldResults(getContext(), getStaticSizes(), getSizes()),
                     *this, builder);
  return success();
}

std::optional<Spec> ReshapeOp::getIndexing() {
  return describeReshape(getX().getType(), getResult().getType());
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  bool isSame = getType() == getX().getType() && getType().hasStaticShape();
  return isSame ? OpFoldResult(getX()) : nullptr;
}

llvm::Expected<Tensors> ReshapeOp::interpret(MutableArrayRef<Tensor> operands,
                                             InterpreterContext &) {
  auto result = operands.front().reshaped(
      mixedValues(getStaticSizes(), operands.drop_front()));
  if (!result)
    return llvm::createStringError("[count] " +
                                   llvm::toString(result.takeError()));
  return Tensors{*result};
}

LogicalResult ReshapeOp::pullBack(PullbackContext &context) {
  MovedCotangent cotangent(*this, context);
  OpBuilder &builder = context.builder();
  SmallVector<Value> sizes;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(tensor::getMixedSizes(builder, getLoc(), getX()),
                             sizes, statics);
  cotangent.add(getX(), ReshapeOp::create(builder, getLoc(), cotangent.value(),
                                          sizes, statics));
  return success();
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

/// Checks that `type` can be concatenated with `first` along `dim`, and narrows
/// `shape`.
static LogicalResult mergeConcat(unsigned number, RankedTensorType first,
                                 RankedTensorType type, int64_t dim,
                                 SmallVectorImpl<int64_t> &shape,
                                 const Reporter &report) {
  if (type.getElementType() != first.getElementType())
    return report("elements")
           << "operand 0 has elements " << first.getElementType()
           << ", operand " << number << " has " << type.getElementType();
  if (type.getRank() != first.getRank())
    return report("ranks") << "operand " << number << " has rank "
                           << type.getRank() << ", expected "
                           << first.getRank();
  for (auto [k, size] : llvm::enumerate(type.getShape())) {
    if (int64_t(k) == dim) {
      if (ShapedType::isDynamic(shape[k]) || ShapedType::isDynamic(size))
        shape[k] = ShapedType::kDynamic;
      else if (llvm::AddOverflow(shape[k], size, shape[k]))
        return report("sizes") << "dimension " << k << " becomes too large";
      continue;
    }
    if (ShapedType::isDynamic(shape[k]))
      shape[k] = size;
    if (ShapedType::isStatic(size) && size != shape[k])
      return report("sizes") << "dimension " << k << " is " << shape[k]
                             << " but " << size << " in operand " << number;
  }
  return success();
}

LogicalResult ConcatOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                   SmallVectorImpl<Type> &results) {
  if (adaptor.getInputs().empty())
    return report("dim") << "there is nothing to concatenate";
  auto first = cast<RankedTensorType>(adaptor.getInputs().front().getType());
  int64_t dim = adaptor.getDim();
  if (dim < 0 || dim >= first.getRank())
    return report("dim") << "there is no dimension " << dim
                         << " of an operand of rank " << first.getRank();
  SmallVector<int64_t> shape(first.getShape());
  for (auto [k, input] : llvm::drop_begin(llvm::enumerate(adaptor.getInputs())))
    if (failed(mergeConcat(k, first, cast<RankedTensorType>(input.getType()),
                           dim, shape, report)))
      return failure();
  results.push_back(RankedTensorType::get(shape, first.getElementType()));
  return success();
}

/// Returns the sum of one or more terms as a balanced tree, because each
/// addition of affine expressions visits all of both sides.
static AffineExpr addAll(ArrayRef<AffineExpr> terms) {
  if (terms.size() == 1)
    return terms.front();
  size_t half = terms.size() / 2;
  return addAll(terms.take_front(half)) + addAll(terms.drop_front(half));
}

LogicalResult ConcatOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  Location loc = getLoc();
  SmallVector<OpFoldResult> shape =
      tensor::getMixedSizes(builder, loc, getInputs().front());
  // The sum is composed at once. Its terms have the order in which successive
  // additions would compose them: the last one first.
  auto sizes = llvm::map_to_vector(getInputs(), [&](Value input) {
    return tensor::getMixedSize(builder, loc, input, getDim());
  });
  if (sizes.size() > 2) {
    std::rotate(sizes.begin(), sizes.begin() + 2, sizes.end());
    std::reverse(sizes.begin(), sizes.end() - 2);
  }
  SmallVector<AffineExpr> symbols(sizes.size());
  bindSymbolsList(getContext(), MutableArrayRef(symbols));
  shape[getDim()] = affine::makeComposedFoldedAffineApply(
      builder, loc, addAll(symbols), sizes);
  shapes.push_back(std::move(shape));
  return success();
}

void ConcatOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  OperandRange summed =
      dim == int64_t(getDim()) ? getInputs() : getInputs().take_front();
  bounds.bound(value)[dim] ==
      addAll(llvm::map_to_vector(
          summed, [&](Value input) { return bounds.getExpr(input, dim); }));
}

LogicalResult ConcatOp::insertChecks(OpBuilder &builder, SizeOrigins &origins) {
  Value first = getInputs().front();
  for (Value input : getInputs().drop_front())
    for (int64_t dim = 0; dim < getType().getRank(); ++dim)
      if (dim != int64_t(getDim()) &&
          failed(requireEqualSizes(first, dim, input, dim, *this, builder,
                                   origins)))
        return failure();
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  bool isSame =
      getInputs().size() == 1 && getType() == getInputs().front().getType();
  return isSame ? OpFoldResult(getInputs().front()) : nullptr;
}

llvm::Expected<Tensors> ConcatOp::interpret(MutableArrayRef<Tensor> operands,
                                            InterpreterContext &) {
  return single(concatenate(operands, getDim()));
}

/// Each operand gets its slice of the cotangent.
LogicalResult ConcatOp::pullBack(PullbackContext &context) {
  MovedCotangent cotangent(*this, context);
  OpBuilder &builder = context.builder();
  int64_t rank = getType().getRank();
  SmallVector<OpFoldResult> offsets(rank, builder.getIndexAttr(0));
  AffineExpr a, b;
  bindSymbols(getContext(), a, b);
  for (Value input : getInputs()) {
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(builder, getLoc(), input);
    if (context.isActive(input))
      cotangent.add(input,
                    takePart(cotangent.value(), offsets, sizes,
                             SmallVector<int64_t>(rank, 1), builder, getLoc()));
    offsets[getDim()] = affine::makeComposedFoldedAffineApply(
        builder, getLoc(), a + b, {offsets[getDim()], sizes[getDim()]});
  }
  return success();
}

} // namespace ag
