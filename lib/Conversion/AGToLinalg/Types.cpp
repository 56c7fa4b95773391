//===- Types.cpp - the element types that linalg computes with ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Types.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

static Type withoutSign(IntegerType type) {
  return IntegerType::get(type.getContext(), type.getWidth());
}

LinalgTypeConverter::LinalgTypeConverter() {
  addConversion([](Type type) { return type; });
  addConversion([](IntegerType type) { return withoutSign(type); });
  addConversion([](RankedTensorType type) -> Type {
    auto element = dyn_cast<IntegerType>(type.getElementType());
    if (!element)
      return type;
    return type.clone(element.getWidth() == 1
                          ? IntegerType::get(type.getContext(), 8)
                          : withoutSign(element));
  });
}

Value loadElement(Value element, Type scalarType, OpBuilder &builder,
                  Location loc) {
  if (element.getType() == scalarType)
    return element;
  return arith::TruncIOp::create(builder, loc, scalarType, element);
}

Value storeElement(Value scalar, Type elementType, OpBuilder &builder,
                   Location loc) {
  if (scalar.getType() == elementType)
    return scalar;
  return arith::ExtUIOp::create(builder, loc, elementType, scalar);
}

ElementsAttr convertElements(ElementsAttr value, RankedTensorType type) {
  if (value.getType() == type)
    return value;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    if (value.getElementType().isInteger(1))
      return nullptr;
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  }
  auto dense = dyn_cast<DenseIntElementsAttr>(value);
  if (!dense)
    return nullptr;
  unsigned width = type.getElementTypeBitWidth();
  return DenseElementsAttr(dense.mapValues(type.getElementType(),
                                           [&](const APInt &element) {
                                             return element.zext(width);
                                           }))
      .reshape(type);
}

bool isWritten(arith::ConstantOp op) {
  constexpr int64_t mostKept = 1024;
  auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
  return splat && splat.getNumElements() > mostKept;
}

namespace {
/// A constant in signless types. One element many times is not kept in the
/// object, but written when it is needed.
struct ConvertConstant : OpConversionPattern<arith::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = dyn_cast_or_null<RankedTensorType>(
        getTypeConverter()->convertType(op.getType()));
    auto elements = dyn_cast<ElementsAttr>(op.getValue());
    if (!type || !elements)
      return rewriter.notifyMatchFailure(op, "not a tensor");
    ElementsAttr converted = convertElements(elements, type);
    if (!converted)
      return rewriter.notifyMatchFailure(op, "a resource of i1 has no bytes");
    if (isWritten(op))
      rewriter.replaceOp(op, write(cast<SplatElementsAttr>(converted), type,
                                   rewriter, op.getLoc()));
    else
      rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, type, converted);
    return success();
  }

private:
  static Value write(SplatElementsAttr splat, RankedTensorType type,
                     OpBuilder &builder, Location loc) {
    Value element = arith::ConstantOp::create(
        builder, loc, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
    Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                          type.getElementType());
    return linalg::FillOp::create(builder, loc, element, empty).getResult(0);
  }
};

/// An op that moves elements about without looking at them: the same op on the
/// converted types.
struct ConvertAnyTyped : ConversionPattern {
  ConvertAnyTyped(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/1,
                          context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!isa<tensor::TensorDialect>(op->getDialect()) &&
        !isa<arith::SelectOp>(op))
      return rewriter.notifyMatchFailure(op, "may look at elements");
    if (op->getNumRegions() != 0)
      return rewriter.notifyMatchFailure(op, "has a body");
    auto isBool = [](Type type) { return type.isInteger(1); };
    if (isa<tensor::TensorDialect>(op->getDialect()) &&
        (llvm::any_of(op->getOperandTypes(), isBool) ||
         llvm::any_of(op->getResultTypes(), isBool)))
      return rewriter.notifyMatchFailure(op, "a scalar i1 among i8 elements");
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op->getResultTypes(), types)))
      return failure();
    OperationState state(op->getLoc(), op->getName(), operands, types,
                         llvm::to_vector(op->getDiscardableAttrs()));
    state.propertiesAttr = op->getPropertiesAsAttribute();
    rewriter.replaceOp(op, rewriter.create(state));
    return success();
  }
};

struct ConvertExtract : OpConversionPattern<tensor::ExtractOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(tensor::ExtractOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value element = tensor::ExtractOp::create(
        rewriter, op.getLoc(), adaptor.getTensor(), adaptor.getIndices());
    Type scalarType = getTypeConverter()->convertType(op.getType());
    rewriter.replaceOp(op,
                       loadElement(element, scalarType, rewriter, op.getLoc()));
    return success();
  }
};

struct ConvertFromElements : OpConversionPattern<tensor::FromElementsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(tensor::FromElementsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type =
        cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    SmallVector<Value> elements;
    for (Value scalar : adaptor.getElements())
      elements.push_back(
          storeElement(scalar, type.getElementType(), rewriter, op.getLoc()));
    rewriter.replaceOpWithNewOp<tensor::FromElementsOp>(op, type, elements);
    return success();
  }
};
} // namespace

void populateTypeConversionPatterns(const TypeConverter &converter,
                                    RewritePatternSet &patterns,
                                    ConversionTarget &target) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ConvertConstant, ConvertAnyTyped>(converter, context);
  patterns.add<ConvertExtract, ConvertFromElements>(converter, context,
                                                    /*benefit=*/2);
  scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns,
                                                       target);
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                 converter);
  populateCallOpTypeConversionPattern(patterns, converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
}

} // namespace ag
