//===- Unstructured.cpp - the ops that no Spec states ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Patterns.h"
#include "Types.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// All dimensions as one, and one as all: legal for any shapes, since tensors
/// are contiguous. Canonicalization finds the finer groups.
struct LowerReshape : OpConversionPattern<ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getX();
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    auto source = cast<RankedTensorType>(value.getType());
    if (source.getRank() != 1)
      value = tensor::CollapseShapeOp::create(rewriter, loc, value,
                                              wholeGroup(source.getRank()));
    if (type.getRank() == 1) {
      rewriter.replaceOp(op, castTo(value, type, rewriter, loc));
      return success();
    }
    SmallVector<OpFoldResult> sizes = getMixedValues(
        adaptor.getStaticSizes(), adaptor.getSizes(), op.getContext());
    auto flat = cast<RankedTensorType>(value.getType());
    if (type.hasStaticShape() && !flat.hasStaticShape())
      value = castTo(value, flat.clone({type.getNumElements()}), rewriter, loc);
    else if (!type.hasStaticShape() && flat.hasStaticShape())
      value = castTo(value, flat.clone({ShapedType::kDynamic}), rewriter, loc);
    rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(
        op, type, value, wholeGroup(type.getRank()), sizes);
    return success();
  }

private:
  /// The one group of all of `rank` dimensions (none for a scalar).
  static SmallVector<ReassociationIndices> wholeGroup(int64_t rank) {
    if (rank == 0)
      return {};
    return {llvm::to_vector_of<int64_t>(llvm::seq(rank))};
  }
  static Value castTo(Value value, RankedTensorType type, OpBuilder &builder,
                      Location loc) {
    if (value.getType() == type)
      return value;
    return tensor::CastOp::create(builder, loc, type, value);
  }
};

//===----------------------------------------------------------------------===//
// Pad and concat
//===----------------------------------------------------------------------===//

struct LowerPad : OpConversionPattern<PadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Value value = tensor::ExtractOp::create(rewriter, op.getLoc(),
                                            adaptor.getValue(), ValueRange());
    rewriter.replaceOpWithNewOp<tensor::PadOp>(
        op, type, adaptor.getX(),
        getMixedValues(adaptor.getStaticLow(), adaptor.getLow(),
                       op.getContext()),
        getMixedValues(adaptor.getStaticHigh(), adaptor.getHigh(),
                       op.getContext()),
        value);
    return success();
  }
};

/// Each operand is inserted at its offset into one result.
struct LowerConcat : OpConversionPattern<ConcatOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return failure();
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Value result = tensor::EmptyOp::create(rewriter, loc, shapes.front(),
                                           type.getElementType());
    SmallVector<OpFoldResult> offsets(type.getRank(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(type.getRank(), rewriter.getIndexAttr(1));
    AffineExpr a, b;
    bindSymbols(op.getContext(), a, b);
    OpFoldResult &offset = offsets[op.getDim()];
    for (Value input : adaptor.getInputs()) {
      SmallVector<OpFoldResult> sizes =
          tensor::getMixedSizes(rewriter, loc, input);
      result = tensor::InsertSliceOp::create(rewriter, loc, input, result,
                                             offsets, sizes, strides);
      offset = affine::makeComposedFoldedAffineApply(
          rewriter, loc, a + b, {offset, sizes[op.getDim()]});
    }
    if (result.getType() != type)
      result = tensor::CastOp::create(rewriter, loc, type, result);
    rewriter.replaceOp(op, result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// The element of x at the loops, with the index in place of its dimension. The
/// index is clamped in any case, so that reading is safe; `fill` then takes 0
/// instead of what was read.
struct LowerGather : OpConversionPattern<GatherOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getMode() == OutOfBounds::error)
      return rewriter.notifyMatchFailure(op, "its check was not inserted");
    Location loc = op.getLoc();
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return failure();
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    int64_t rank = type.getRank(), dim = op.getDim();
    int64_t indexRank = op.getIndices().getType().getRank();
    SmallVector<AffineExpr> places;
    for (int64_t k = 0; k < indexRank; ++k)
      places.push_back(rewriter.getAffineDimExpr(dim + k));
    Value init = tensor::EmptyOp::create(rewriter, loc, shapes.front(),
                                         type.getElementType());
    Value extent = getValueOrCreateConstantIndexOp(
        rewriter, loc,
        tensor::getMixedSize(rewriter, loc, adaptor.getX(), dim));
    SmallVector<utils::IteratorType> parallel(rank,
                                              utils::IteratorType::parallel);
    bool isUnsigned =
        op.getIndices().getType().getElementType().isUnsignedInteger();
    auto generic = linalg::GenericOp::create(
        rewriter, loc, init.getType(), adaptor.getIndices(), init,
        ArrayRef{AffineMap::get(rank, 0, places, op.getContext()),
                 rewriter.getMultiDimIdentityMap(rank)},
        parallel, [&](OpBuilder &nested, Location, ValueRange elements) {
          Value element =
              readAt(nested, loc, adaptor.getX(), elements[0], isUnsigned,
                     extent, dim, indexRank, op.getMode());
          linalg::YieldOp::create(nested, loc, element);
        });
    Value result = generic.getResult(0);
    if (result.getType() != type)
      result = tensor::CastOp::create(rewriter, loc, type, result);
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value readAt(OpBuilder &builder, Location loc, Value x, Value given,
                      bool isUnsigned, Value extent, int64_t dim,
                      int64_t indexRank, OutOfBounds mode) {
    Type indexType = builder.getIndexType();
    Value index =
        isUnsigned
            ? arith::IndexCastUIOp::create(builder, loc, indexType, given)
                  .getResult()
            : arith::IndexCastOp::create(builder, loc, indexType, given)
                  .getResult();
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value last = arith::SubIOp::create(builder, loc, extent, one);
    // A ui64 past the greatest signed index wraps below 0: it is large as well.
    Value clamped =
        isUnsigned
            ? arith::MinUIOp::create(builder, loc, index, last).getResult()
            : arith::MaxSIOp::create(
                  builder, loc,
                  arith::MinSIOp::create(builder, loc, index, last), zero)
                  .getResult();
    int64_t xRank = cast<RankedTensorType>(x.getType()).getRank();
    SmallVector<Value> place;
    for (int64_t k = 0; k < xRank; ++k) {
      int64_t loop = k < dim ? k : k + indexRank - 1;
      place.push_back(k == dim ? clamped
                               : linalg::IndexOp::create(builder, loc, loop));
    }
    if (mode != OutOfBounds::fill)
      return tensor::ExtractOp::create(builder, loc, x, place);
    return readOrZero(builder, loc, x, place, index, extent);
  }

  static Value readOrZero(OpBuilder &builder, Location loc, Value x,
                          ValueRange place, Value index, Value extent) {
    // Compared without a sign, an index below 0 is large too.
    Value inside = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, index, extent);
    Type elementType = cast<RankedTensorType>(x.getType()).getElementType();
    Value zero = arith::ConstantOp::create(builder, loc,
                                           builder.getZeroAttr(elementType));
    // x may be empty, so that no place is safe to read.
    auto branch = scf::IfOp::create(
        builder, loc, inside,
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(
              nested, loc,
              tensor::ExtractOp::create(nested, loc, x, place).getResult());
        },
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(nested, loc, zero);
        });
    return branch.getResult(0);
  }
};

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

struct InlineRegion : OpConversionPattern<RegionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RegionOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    op.inlineBody(rewriter);
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
} // namespace

void populateUnstructuredPatterns(const TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<ConvertParameter, InlineRegion, LowerConcat, LowerGather,
               LowerPad, LowerReshape>(converter, patterns.getContext());
}

} // namespace ag
