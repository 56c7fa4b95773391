//===- Unstructured.cpp - ops without a Spec ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Unstructured.h"
#include "ConvertedResults.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// Collapses all dimensions to one, and expands it to the new ones. This is
/// legal for any shapes, as tensors are contiguous, and mergeReshapes()
/// finds the finer groups. A result without elements becomes an empty tensor,
/// because the number of elements does not determine its dimensions.
struct LowerReshape : OpConversionPattern<ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getX();
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    SmallVector<OpFoldResult> sizes = getMixedValues(
        adaptor.getStaticSizes(), adaptor.getSizes(), op.getContext());
    if (llvm::is_contained(type.getShape(), 0)) {
      rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, sizes,
                                                   type.getElementType());
      return success();
    }
    auto source = cast<RankedTensorType>(value.getType());
    if (source.getRank() == 0 || type.getRank() == 0) {
      rewriter.replaceOp(op, reshapeOne(value, type, rewriter));
      return success();
    }
    if (source.getRank() != 1)
      value = tensor::CollapseShapeOp::create(rewriter, loc, value,
                                              wholeGroup(source.getRank()));
    if (type.getRank() == 1) {
      rewriter.replaceOp(op, castTo(value, type, rewriter));
      return success();
    }
    auto flat = cast<RankedTensorType>(value.getType());
    if (type.hasStaticShape() != flat.hasStaticShape())
      value = castTo(value,
                     flat.clone({type.hasStaticShape() ? type.getNumElements()
                                                       : ShapedType::kDynamic}),
                     rewriter);
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(
        op, type, value, wholeGroup(type.getRank()), sizes);
    return success();
  }

private:
  /// Returns a single group of `rank` dimensions.
  static SmallVector<ReassociationIndices> wholeGroup(int64_t rank) {
    return {llvm::to_vector_of<int64_t>(llvm::seq(rank))};
  }

  /// Reshapes a tensor of one element from or to rank 0.
  static Value reshapeOne(Value value, RankedTensorType type,
                          OpBuilder &builder) {
    auto source = cast<RankedTensorType>(value.getType());
    auto withOnes = [](RankedTensorType type) {
      return type.clone(SmallVector<int64_t>(type.getRank(), 1));
    };
    Location loc = value.getLoc();
    ArrayRef<ReassociationIndices> none;
    if (source.getRank() > 0)
      value = tensor::CollapseShapeOp::create(
          builder, loc, source.clone(ArrayRef<int64_t>()),
          castTo(value, withOnes(source), builder), none);
    if (type.getRank() > 0)
      value = tensor::ExpandShapeOp::create(
          builder, loc, withOnes(type), value, none,
          SmallVector<OpFoldResult>(type.getRank(), builder.getIndexAttr(1)));
    return castTo(value, type, builder);
  }
};

//===----------------------------------------------------------------------===//
// Pad, update and concat
//===----------------------------------------------------------------------===//

/// Lowers a pad to tensor.pad. If there is padding between the elements,
/// inserts x into a tensor that is filled with the value, unless x is empty by
/// its type. Upstream's tensor.pad has all sizes in its type that follow from
/// static ones.
struct LowerPad : OpConversionPattern<PadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value value = tensor::ExtractOp::create(rewriter, op.getLoc(),
                                            adaptor.getValue(), ValueRange());
    SmallVector<OpFoldResult> low = getMixedValues(
        adaptor.getStaticLow(), adaptor.getLow(), op.getContext());
    if (llvm::any_of(op.getInterior(), [](int64_t width) { return width > 0; }))
      return spread(op, adaptor.getX(), low, value, rewriter);
    auto type = tensor::PadOp::inferResultType(
        cast<RankedTensorType>(adaptor.getX().getType()),
        adaptor.getStaticLow(), adaptor.getStaticHigh(),
        op.getType().getShape());
    Value result = tensor::PadOp::create(
        rewriter, op.getLoc(), type, adaptor.getX(), low,
        getMixedValues(adaptor.getStaticHigh(), adaptor.getHigh(),
                       op.getContext()),
        value);
    replaceResults(op, result, *getTypeConverter(), rewriter);
    return success();
  }

private:
  LogicalResult spread(PadOp op, Value x, ArrayRef<OpFoldResult> low,
                       Value value, ConversionPatternRewriter &rewriter) const {
    FailureOr<Value> result = emptyResult(op, *getTypeConverter(), rewriter);
    if (failed(result))
      return rewriter.notifyMatchFailure(op, "its shape is not known");
    Location loc = op.getLoc();
    result = linalg::FillOp::create(rewriter, loc, value, *result).getResult(0);
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, x);
    SmallVector<OpFoldResult> strides;
    for (int64_t width : op.getInterior())
      strides.push_back(rewriter.getIndexAttr(width + 1));
    result = insertPart(x, *result, low, sizes, strides, rewriter, loc);
    replaceResults(op, *result, *getTypeConverter(), rewriter);
    return success();
  }
};

/// Inserts y into x, unless y is empty by its type.
struct LowerUpdate : OpConversionPattern<UpdateOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(UpdateOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> offsets = getMixedValues(
        adaptor.getStaticOffsets(), adaptor.getOffsets(), op.getContext());
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, op.getLoc(), adaptor.getY());
    SmallVector<OpFoldResult> strides =
        getAsIndexOpFoldResult(op.getContext(), op.getStrides());
    Value result = insertPart(adaptor.getY(), adaptor.getX(), offsets, sizes,
                              strides, rewriter, op.getLoc());
    replaceResults(op, result, *getTypeConverter(), rewriter);
    return success();
  }
};

/// Returns a + b. A composed affine.apply would repeat all terms of `a`, so
/// that n offsets would have n^2 terms.
static OpFoldResult addSize(OpFoldResult a, OpFoldResult b, OpBuilder &builder,
                            Location loc) {
  std::optional<int64_t> first = getConstantIntValue(a),
                         second = getConstantIntValue(b);
  if (first && second)
    return builder.getIndexAttr(*first + *second);
  if (first == 0)
    return b;
  if (second == 0)
    return a;
  return arith::AddIOp::create(builder, loc,
                               getValueOrCreateConstantIndexOp(builder, loc, a),
                               getValueOrCreateConstantIndexOp(builder, loc, b))
      .getResult();
}

/// Inserts each operand at its offset into one result, unless the operand is
/// empty by its type.
template <typename Op> struct LowerConcat : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    FailureOr<Value> result =
        emptyResult(op, *this->getTypeConverter(), rewriter);
    if (failed(result))
      return rewriter.notifyMatchFailure(op, "its shape is not known");
    int64_t rank = op.getType().getRank();
    SmallVector<OpFoldResult> offsets(rank, rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(rank, rewriter.getIndexAttr(1));
    OpFoldResult &offset = offsets[op.getDim()];
    for (Value input : adaptor.getInputs()) {
      SmallVector<OpFoldResult> sizes =
          tensor::getMixedSizes(rewriter, loc, input);
      result =
          insertPart(input, *result, offsets, sizes, strides, rewriter, loc);
      offset = addSize(offset, sizes[op.getDim()], rewriter, loc);
    }
    replaceResults(op, *result, *this->getTypeConverter(), rewriter);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

struct OpenRegion : OpConversionPattern<RegionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RegionOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    op.inlineBody(rewriter);
    return success();
  }
};

/// Converts the types of a group, and keeps its ops.
struct ConvertGroup : OpConversionPattern<FusedOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(FusedOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op->getResultTypes(), types)))
      return failure();
    OperationState state(op.getLoc(), op->getName(), adaptor.getInputs(), types,
                         op->getAttrs());
    Region *body = state.addRegion();
    rewriter.inlineRegionBefore(op.getBody(), *body, body->end());
    if (failed(rewriter.convertRegionTypes(body, *getTypeConverter())))
      return failure();
    rewriter.replaceOp(op, rewriter.create(state));
    return success();
  }
};

struct ConvertYield : OpConversionPattern<YieldOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(YieldOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<YieldOp>(op, adaptor.getValues());
    return success();
  }
};

struct ConvertParameter : OpConversionPattern<ParameterOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ParameterOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<ParameterOp>(
        op, getTypeConverter()->convertType(op.getType()), op.getName());
    return success();
  }
};

struct ConvertBarrier : OpConversionPattern<BarrierOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BarrierOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<BarrierOp>(op, adaptor.getX(),
                                           adaptor.getAfter());
    return success();
  }
};
} // namespace

void populateUnstructuredPatterns(const TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<ConvertBarrier, ConvertGroup, ConvertParameter, ConvertYield,
               LowerConcat<ConcatOp>, LowerConcat<tensor::ConcatOp>, LowerPad,
               LowerReshape, LowerUpdate, OpenRegion>(converter,
                                                      patterns.getContext());
}

} // namespace ag
