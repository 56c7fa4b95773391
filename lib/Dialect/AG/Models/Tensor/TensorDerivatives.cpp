//===- TensorDerivatives.cpp - derivatives of tensor's ops ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are ops of tensor differentiated? All of them move elements. If an op
// extracts a slice or an element, its pullback adds the result's cotangent to
// that part of the source's cotangent, so that a loop which extracts many parts
// writes only these:
//
//   %y = tensor.extract_slice %x[%i] [4] [1]
//
//   %0 = tensor.extract_slice %x'[%i] [4] [1]        // %x' so far
//   %1 = linalg.generic ins(%0, %y') { addf }
//   %2 = tensor.insert_slice %1 into %x'[%i] [4] [1]
//
//===----------------------------------------------------------------------===//
#include "TensorDerivatives.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {
namespace {
// The pullback of each op is an overload of `pullBack`.

//===----------------------------------------------------------------------===//
// Ops that extract elements
//===----------------------------------------------------------------------===//

/// Returns the sum of `before` and the cotangent of the result of `op`.
Value addTo(Value before, Operation *op, PullbackContext &context) {
  Cotangent more = context.choose(*context.lookupMoved(op->getResult(0)), op);
  ScalarType type = *getScalarType(getElementTypeOrSelf(before));
  Primitive sum = more.isNegative ? Primitive::Sub : Primitive::Add;
  SmallVector<Value> after =
      writeElementwise(binaryProgram(sum, type),
                       {before, context.toSum(more.value, op)}, context, op);
  return withType(after.front(), before.getType(), context);
}

/// Adds the cotangent of the result of `op`, which extracts a part of `source`,
/// to the cotangent of `source`. `insert` inserts a value at the position of
/// the part.
void pullBackTaken(Operation *op, Value source, PullbackContext &context,
                   function_ref<Value(Value, Value)> insert) {
  Value sums = context.take(source, op);
  if (!sums) {
    MovedCotangent cotangent(op, context);
    return cotangent.add(source,
                         insert(cotangent.value(), cotangent.makeGap(source)));
  }
  IRMapping mapping;
  mapping.map(source, sums);
  Value before = cloneWithElements(op, mapping, sums, context.builder());
  context.add(source, {insert(addTo(before, op, context), sums)});
}

LogicalResult pullBack(tensor::ExtractOp op, PullbackContext &context) {
  pullBackTaken(op, op.getTensor(), context, [&](Value element, Value into) {
    return tensor::InsertOp::create(context.builder(), op.getLoc(), element,
                                    into, op.getIndices());
  });
  return success();
}

LogicalResult pullBack(tensor::ExtractSliceOp op, PullbackContext &context) {
  pullBackTaken(op, op.getSource(), context, [&](Value part, Value into) {
    return insertPart(part, into, op.getMixedOffsets(), op.getMixedSizes(),
                      op.getMixedStrides(), context.builder(), op.getLoc());
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Ops that insert elements
//===----------------------------------------------------------------------===//

LogicalResult pullBack(tensor::InsertOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  if (context.isActive(op.getScalar()))
    cotangent.add(op.getScalar(), tensor::ExtractOp::create(
                                      builder, op.getLoc(), cotangent.value(),
                                      op.getIndices()));
  if (context.isActive(op.getDest()))
    cotangent.add(op.getDest(),
                  tensor::InsertOp::create(builder, op.getLoc(),
                                           cotangent.makeGap(op.getScalar()),
                                           cotangent.value(), op.getIndices()));
  return success();
}

LogicalResult pullBack(tensor::InsertSliceOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  Type type = withElementsOf(cotangent.value(), op.getSourceType());
  if (context.isActive(op.getSource()))
    cotangent.add(op.getSource(),
                  extractPart(cast<RankedTensorType>(type), cotangent.value(),
                              op.getMixedOffsets(), op.getMixedSizes(),
                              op.getMixedStrides(), builder, op.getLoc()));
  if (context.isActive(op.getDest()))
    cotangent.add(op.getDest(),
                  insertPart(cotangent.makeGap(op.getSource()),
                             cotangent.value(), op.getMixedOffsets(),
                             op.getMixedSizes(), op.getMixedStrides(), builder,
                             op.getLoc()));
  return success();
}

/// Returns the slice of `whole` at `offsets` that has the sizes of `like`.
Value takeLike(Value whole, ArrayRef<OpFoldResult> offsets, Value like,
               OpBuilder &builder, Location loc) {
  auto type = cast<RankedTensorType>(withElementsOf(whole, like.getType()));
  SmallVector<OpFoldResult> ones(offsets.size(), builder.getIndexAttr(1));
  return extractPart(type, whole, offsets,
                     tensor::getMixedSizes(builder, loc, like), ones, builder,
                     loc);
}

LogicalResult pullBack(tensor::ConcatOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  SmallVector<OpFoldResult> offsets(op.getRank(), builder.getIndexAttr(0));
  AffineExpr a, b;
  bindSymbols(op.getContext(), a, b);
  OpFoldResult &offset = offsets[op.getDim()];
  for (Value input : op.getInputs()) {
    if (context.isActive(input))
      cotangent.add(input, takeLike(cotangent.value(), offsets, input, builder,
                                    op.getLoc()));
    offset = affine::makeComposedFoldedAffineApply(
        builder, op.getLoc(), a + b,
        {offset,
         tensor::getMixedSize(builder, op.getLoc(), input, op.getDim())});
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Ops that copy elements
//===----------------------------------------------------------------------===//

/// Returns the sum of the elements of a tensor, as a scalar.
Value sumAll(Value tensor, DerivativeContext &context, Operation *op) {
  auto type = cast<RankedTensorType>(tensor.getType());
  ScalarType element = *getScalarType(type.getElementType());
  ScalarType wide = getAccumulatorType(element);
  OpBuilder &builder = context.builder();
  Spec spec;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    spec.loops.push_back(Extent::dimension(0, dim));
  spec.inputs.push_back({0, builder.getMultiDimIdentityMap(type.getRank())});
  spec.body.yield(spec.body.cast(spec.body.input(element), wide));
  spec.results.push_back(
      {AffineMap::get(type.getRank(), 0, {}, op->getContext()), element, wide});
  spec.combiner = binaryProgram(Primitive::Add, wide);
  Value sum = context.write(spec, tensor, op).front();
  return tensor::ExtractOp::create(builder, op->getLoc(), sum, ValueRange());
}

LogicalResult pullBack(tensor::SplatOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  cotangent.add(op.getInput(), sumAll(cotangent.value(), context, op));
  return success();
}

LogicalResult pullBack(tensor::FromElementsOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  SmallVector<int64_t> steps = computeStrides(op.getType().getShape());
  for (auto [number, element] : llvm::enumerate(op.getElements())) {
    if (!context.isActive(element))
      continue;
    SmallVector<Value> at;
    for (int64_t index : delinearize(number, steps))
      at.push_back(arith::ConstantIndexOp::create(builder, op.getLoc(), index));
    cotangent.add(element, tensor::ExtractOp::create(builder, op.getLoc(),
                                                     cotangent.value(), at));
  }
  return success();
}

/// Refuses `op` unless it pads with a single value, or its region uses no
/// active values from outside.
LogicalResult checkPadding(tensor::PadOp op, DerivativeContext &context) {
  if (op.getConstantPaddingValue())
    return success();
  SetVector<Value> used;
  getUsedValuesDefinedAbove(op.getRegion(), used);
  if (llvm::none_of(used, [&](Value each) { return context.isActive(each); }))
    return success();
  return context.refuse(op, "what it pads with is not the same everywhere");
}

LogicalResult pullBack(tensor::PadOp op, PullbackContext &context) {
  if (failed(checkPadding(op, context)))
    return failure();
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  Location loc = op.getLoc();
  Value source = op.getSource(), value = op.getConstantPaddingValue();
  SmallVector<OpFoldResult> low = op.getMixedLowPad();
  if (context.isActive(source))
    cotangent.add(source,
                  takeLike(cotangent.value(), low, source, builder, loc));
  if (value && context.isActive(value)) {
    SmallVector<OpFoldResult> ones(low.size(), builder.getIndexAttr(1));
    Value border = insertPart(cotangent.makeZeros(source), cotangent.value(),
                              low, tensor::getMixedSizes(builder, loc, source),
                              ones, builder, loc);
    cotangent.add(value, sumAll(border, context, op));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Ops that keep the order of elements
//===----------------------------------------------------------------------===//

LogicalResult pullBack(tensor::CastOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  cotangent.add(op.getSource(), cotangent.value());
  return success();
}

LogicalResult pullBack(tensor::CollapseShapeOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  cotangent.add(op.getSrc(),
                tensor::ExpandShapeOp::create(
                    builder, op.getLoc(),
                    withElementsOf(cotangent.value(), op.getSrcType()),
                    cotangent.value(), op.getReassociationIndices(),
                    tensor::getMixedSizes(builder, op.getLoc(), op.getSrc())));
  return success();
}

LogicalResult pullBack(tensor::ExpandShapeOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  cotangent.add(op.getSrc(),
                tensor::CollapseShapeOp::create(
                    context.builder(), op.getLoc(),
                    cast<RankedTensorType>(
                        withElementsOf(cotangent.value(), op.getSrcType())),
                    cotangent.value(), op.getReassociationIndices()));
  return success();
}

LogicalResult pullBack(tensor::ReshapeOp op, PullbackContext &context) {
  MovedCotangent cotangent(op, context);
  OpBuilder &builder = context.builder();
  Location loc = op.getLoc();
  Value source = op.getSource();
  auto type = dyn_cast<RankedTensorType>(source.getType());
  if (!type)
    return context.refuse(op, "the rank of what it takes is not known");
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    sizes.push_back(builder.createOrFold<tensor::DimOp>(loc, source, dim));
  Value shape = tensor::FromElementsOp::create(
      builder, loc,
      RankedTensorType::get({type.getRank()}, builder.getIndexType()), sizes);
  cotangent.add(
      source, tensor::ReshapeOp::create(builder, loc,
                                        withElementsOf(cotangent.value(), type),
                                        cotangent.value(), shape));
  return success();
}

//===----------------------------------------------------------------------===//
// Tangents
//===----------------------------------------------------------------------===//

LogicalResult pushForward(Operation *op, PushforwardContext &context) {
  return pushForwardLinear(op, context);
}

/// The padding value may be a constant in the op's region.
LogicalResult pushForward(tensor::PadOp op, PushforwardContext &context) {
  if (failed(checkPadding(op, context)))
    return failure();
  OpBuilder &builder = context.builder();
  Value value = op.getConstantPaddingValue();
  Value source = context.lookup(op.getSource());
  Value border = value ? context.lookup(value) : Value();
  if (!source && !border)
    return success();
  if (!source)
    source = context.zerosLike(op.getSource(), op);
  if (!border)
    border = arith::ConstantOp::create(
        builder, op.getLoc(),
        builder.getZeroAttr(op.getType().getElementType()));
  context.set(op.getResult(),
              tensor::PadOp::create(builder, op.getLoc(), Type(), source,
                                    op.getMixedLowPad(), op.getMixedHighPad(),
                                    border));
  return success();
}

template <typename Op>
struct DerivativeModel
    : DifferentiableOpInterface::ExternalModel<DerivativeModel<Op>, Op> {
  LogicalResult pullBack(Operation *op, PullbackContext &context) const {
    return ag::pullBack(cast<Op>(op), context);
  }
  LogicalResult pushForward(Operation *op, PushforwardContext &context) const {
    return ag::pushForward(cast<Op>(op), context);
  }
};

template <typename... Ops> void attachDerivatives(MLIRContext *context) {
  (Ops::template attachInterface<DerivativeModel<Ops>>(*context), ...);
}
} // namespace

void registerTensorDerivatives(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    attachDerivatives<tensor::CastOp, tensor::CollapseShapeOp, tensor::ConcatOp,
                      tensor::ExpandShapeOp, tensor::ExtractOp,
                      tensor::ExtractSliceOp, tensor::FromElementsOp,
                      tensor::InsertOp, tensor::InsertSliceOp, tensor::PadOp,
                      tensor::ReshapeOp, tensor::SplatOp>(context);
  });
}

} // namespace ag
