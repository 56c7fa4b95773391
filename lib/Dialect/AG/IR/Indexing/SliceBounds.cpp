//===- SliceBounds.cpp - regular parts of tensors -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Indexing/SliceBounds.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Interfaces/Spec/SpecPullback.h"
#include "ag/Interfaces/Spec/SpecPushforward.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Static bounds
//===----------------------------------------------------------------------===//

/// Reports [bounds] if `size` elements from `offset` on, `stride` apart, are
/// known not to fit into `extent`.
static LogicalResult checkBounds(int64_t dim, int64_t offset, int64_t size,
                                 int64_t stride, int64_t extent,
                                 const Reporter &report) {
  if (ShapedType::isDynamic(size) || size == 0)
    return success();
  int64_t span, last;
  int64_t first = ShapedType::isDynamic(offset) ? 0 : offset;
  if (!llvm::MulOverflow(size - 1, stride, span) &&
      !llvm::AddOverflow(first, span, last) &&
      (ShapedType::isDynamic(extent) || last < extent))
    return success();
  return report("bounds") << size << " elements from " << first << " on, "
                          << stride << " apart, do not fit into dimension "
                          << dim << " of size " << extent;
}

LogicalResult checkPart(RankedTensorType whole, ArrayRef<int64_t> offsets,
                        size_t operands, ArrayRef<int64_t> sizes,
                        ArrayRef<int64_t> strides, const Reporter &report) {
  size_t rank = whole.getRank();
  if (offsets.size() != rank || sizes.size() != rank || strides.size() != rank)
    return report("slice") << offsets.size() << " offsets, " << sizes.size()
                           << " sizes and " << strides.size()
                           << " strides for an operand of rank " << rank;
  if (failed(checkSizes(offsets, operands, "offsets", "extents", report)))
    return failure();
  for (size_t dim = 0; dim < rank; ++dim) {
    if (strides[dim] < 1)
      return report("strides")
             << "the stride of dimension " << dim << " is " << strides[dim];
    if (failed(checkBounds(dim, offsets[dim], sizes[dim], strides[dim],
                           whole.getDimSize(dim), report)))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Creation
//===----------------------------------------------------------------------===//

Value takePart(Value whole, ArrayRef<OpFoldResult> offsets,
               ArrayRef<OpFoldResult> sizes, ArrayRef<int64_t> strides,
               OpBuilder &builder, Location loc) {
  SmallVector<Value> offsetOperands, sizeOperands;
  SmallVector<int64_t> offsetNumbers, sizeNumbers;
  dispatchIndexOpFoldResults(offsets, offsetOperands, offsetNumbers);
  dispatchIndexOpFoldResults(sizes, sizeOperands, sizeNumbers);
  return SliceOp::create(builder, loc, whole, offsetOperands, sizeOperands,
                         offsetNumbers, sizeNumbers, strides);
}

Value putPart(Value whole, Value part, ArrayRef<OpFoldResult> offsets,
              ArrayRef<int64_t> strides, OpBuilder &builder, Location loc) {
  SmallVector<Value> operands;
  SmallVector<int64_t> numbers;
  dispatchIndexOpFoldResults(offsets, operands, numbers);
  return UpdateOp::create(builder, loc, whole, part, operands, numbers,
                          strides);
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

namespace {
/// A slice adds to the slice of its operand's cotangent. If its offsets are
/// static and no buffer for the cotangent exists, the slice's is padded, and
/// fused with the sum.
struct SliceDerivative
    : DifferentiableOpInterface::ExternalModel<SliceDerivative, SliceOp> {
  LogicalResult pullBack(Operation *op, PullbackContext &context) const {
    auto slice = cast<SliceOp>(op);
    bool isAdded =
        !slice.getOffsets().empty() || context.isCarried(slice.getX());
    Value sums = isAdded ? context.take(slice.getX(), op) : nullptr;
    if (!sums)
      return pullBackSpec(cast<StructuredOpInterface>(op), context);
    OpBuilder &builder = context.builder();
    IRMapping mapping;
    mapping.map(slice.getX(), sums);
    Value before = cloneWithElements(op, mapping, sums, builder);
    Value more = context.toSum(context.get(slice.getResult(), op), op);
    ScalarType type = *getScalarType(getElementTypeOrSelf(sums));
    Value after = writeElementwise(binaryProgram(Primitive::Add, type),
                                   {before, more}, context, op)
                      .front();
    context.add(
        slice.getX(),
        {putPart(sums, after,
                 toFoldResults(op->getContext(), slice.getStaticOffsets(),
                               slice.getOffsets()),
                 slice.getStrides(), builder, op->getLoc())});
    return success();
  }

  LogicalResult pushForward(Operation *op, PushforwardContext &context) const {
    return pushForwardSpec(cast<StructuredOpInterface>(op), context);
  }
};
} // namespace

void registerSliceDerivative(MLIRContext &context) {
  SliceOp::attachInterface<SliceDerivative>(context);
}

//===----------------------------------------------------------------------===//
// Update
//===----------------------------------------------------------------------===//

LogicalResult UpdateOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                   SmallVectorImpl<Type> &results) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto y = cast<RankedTensorType>(adaptor.getY().getType());
  if (y.getElementType() != x.getElementType())
    return report("elements") << "x has elements " << x.getElementType()
                              << ", y has " << y.getElementType();
  if (y.getRank() != x.getRank())
    return report("ranks") << "y has rank " << y.getRank() << ", expected "
                           << x.getRank();
  if (failed(checkPart(x, adaptor.getStaticOffsets(),
                       adaptor.getOffsets().size(), y.getShape(),
                       adaptor.getStrides(), report)))
    return failure();
  results.push_back(x);
  return success();
}

LogicalResult UpdateOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(tensor::getMixedSizes(builder, getLoc(), getX()));
  return success();
}

void UpdateOp::populateBoundsForShapedValueDim(
    Value value, int64_t dim, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value)[dim] == bounds.getExpr(getX(), dim);
}

LogicalResult UpdateOp::insertChecks(OpBuilder &builder, SizeOrigins &) {
  SmallVector<OpFoldResult> offsets =
      toFoldResults(getContext(), getStaticOffsets(), getOffsets());
  for (auto [dim, stride] : llvm::enumerate(getStrides()))
    requireInside(offsets[dim],
                  Steps{tensor::getMixedSize(builder, getLoc(), getY(), dim),
                        builder.getIndexAttr(stride)},
                  tensor::getMixedSize(builder, getLoc(), getX(), dim), *this,
                  builder);
  return success();
}

/// Folds an update that replaces all of x, or nothing. If that is certain,
/// there is nothing to check.
OpFoldResult UpdateOp::fold(FoldAdaptor) {
  RankedTensorType x = getX().getType(), y = getY().getType();
  bool isKnown =
      x.hasStaticShape() && y.hasStaticShape() && getOffsets().empty();
  if (!isKnown || getType() != x)
    return nullptr;
  if (y == x)
    return getY();
  return llvm::is_contained(y.getShape(), 0) ? OpFoldResult(getX()) : nullptr;
}

llvm::Expected<Tensors> UpdateOp::interpret(MutableArrayRef<Tensor> operands,
                                            InterpreterContext &) {
  Slice part{mixedValues(getStaticOffsets(), operands.drop_front(2)),
             SmallVector<int64_t>(getStrides())};
  Tensor result = std::move(operands[0]);
  if (llvm::Error error = writeSlice(result, part, operands[1]))
    return error;
  return Tensors{result};
}

/// The cotangent of the part has the elements at its positions, and that of x
/// the others.
LogicalResult UpdateOp::pullBack(PullbackContext &context) {
  MovedCotangent cotangent(*this, context);
  OpBuilder &builder = context.builder();
  SmallVector<OpFoldResult> offsets =
      toFoldResults(getContext(), getStaticOffsets(), getOffsets());
  if (context.isActive(getY()))
    cotangent.add(getY(),
                  takePart(cotangent.value(), offsets,
                           tensor::getMixedSizes(builder, getLoc(), getY()),
                           getStrides(), builder, getLoc()));
  if (context.isActive(getX())) {
    Value rest = putPart(cotangent.value(), cotangent.makeGap(getY()), offsets,
                         getStrides(), builder, getLoc());
    cotangent.add(getX(), rest);
  }
  return success();
}

} // namespace ag
