//===- Types.cpp - the element types that linalg computes with ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Types.h"
#include "ag/Interfaces/ScalarEmission.h"
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

Type getStoredType(ScalarType type, MLIRContext *context) {
  return type == ScalarType::I1 ? IntegerType::get(context, 8)
                                : getSignlessType(type, context);
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

static bool isEmpty(arith::ConstantOp op) {
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  return elements && elements.getNumElements() == 0;
}

bool isWritten(arith::ConstantOp op) {
  constexpr int64_t mostKept = 1024;
  auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
  return isEmpty(op) || (splat && splat.getNumElements() > mostKept);
}

namespace {
/// Converts a constant to signless types. A large splat is not stored in the
/// object file but filled when it is needed. A constant without elements
/// becomes an empty tensor, because upstream asks its range of elements for the
/// first one.
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
    if (isEmpty(op)) {
      rewriter.replaceOpWithNewOp<tensor::EmptyOp>(op, type.getShape(),
                                                   type.getElementType());
      return success();
    }
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

/// Converts an op that moves elements without computing with them to the
/// converted types. A single element that is an operand or a result, or that
/// its region yields, is a byte if the tensor's elements are:
///
///   tensor.insert %b into %x[%i] : tensor<4xi1>
///   %0 = arith.extui %b : i1 to i8
///   tensor.insert %0 into %x[%i] : tensor<4xi8>
struct ConvertAnyTyped : ConversionPattern {
  ConvertAnyTyped(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/1,
                          context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    bool holdsElements = isa<tensor::TensorDialect>(op->getDialect());
    if (!holdsElements && !isa<arith::SelectOp>(op))
      return rewriter.notifyMatchFailure(op, "may look at elements");
    SmallVector<Value> values = llvm::to_vector(operands);
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op->getResultTypes(), types)))
      return failure();
    if (holdsElements) {
      storeElements(values, rewriter, op->getLoc());
      std::replace_if(types.begin(), types.end(), isBool, rewriter.getI8Type());
    }
    OperationState state(op->getLoc(), op->getName(), values, types,
                         llvm::to_vector(op->getDiscardableAttrs()));
    state.propertiesAttr = op->getPropertiesAsAttribute();
    for (Region &body : op->getRegions())
      rewriter.inlineRegionBefore(body, *state.addRegion(),
                                  state.regions.back()->end());
    Operation *converted = rewriter.create(state);
    rewriter.replaceOp(op, loadResults(op, converted, rewriter));
    return success();
  }

private:
  static bool isBool(Type type) { return type.isInteger(1); }

  static void storeElements(MutableArrayRef<Value> scalars, OpBuilder &builder,
                            Location loc) {
    for (Value &scalar : scalars)
      if (isBool(scalar.getType()))
        scalar = storeElement(scalar, builder.getI8Type(), builder, loc);
  }

  SmallVector<Value> loadResults(Operation *op, Operation *converted,
                                 OpBuilder &builder) const {
    SmallVector<Value> results;
    for (auto [type, result] :
         llvm::zip(op->getResultTypes(), converted->getResults()))
      results.push_back(isa<ShapedType>(type)
                            ? result
                            : loadElement(result,
                                          getTypeConverter()->convertType(type),
                                          builder, op->getLoc()));
    return results;
  }
};
} // namespace

void populateTypeConversionPatterns(const TypeConverter &converter,
                                    RewritePatternSet &patterns,
                                    ConversionTarget &target) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ConvertConstant, ConvertAnyTyped>(converter, context);
  scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns,
                                                       target);
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                 converter);
  populateCallOpTypeConversionPattern(patterns, converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
}

} // namespace ag
