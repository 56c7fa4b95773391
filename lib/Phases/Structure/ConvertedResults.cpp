//===- ConvertedResults.cpp - results in converted types ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ConvertedResults.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

FailureOr<Value> emptyResult(ReifyRankedShapedTypeOpInterface op,
                             const TypeConverter &converter,
                             OpBuilder &builder) {
  ReifiedRankedShapedTypeDims shapes;
  if (failed(op.reifyResultShapes(builder, shapes)))
    return failure();
  Type type = converter.convertType(op->getResult(0).getType());
  return tensor::EmptyOp::create(builder, op.getLoc(), shapes.front(),
                                 cast<RankedTensorType>(type).getElementType())
      .getResult();
}

Value castTo(Value tensor, Type type, OpBuilder &builder) {
  if (tensor.getType() == type)
    return tensor;
  return tensor::CastOp::create(builder, tensor.getLoc(), type, tensor);
}

void replaceResults(Operation *op, ValueRange values,
                    const TypeConverter &converter,
                    ConversionPatternRewriter &rewriter) {
  SmallVector<Value> results;
  for (auto [value, type] : llvm::zip_equal(values, op->getResultTypes()))
    results.push_back(castTo(value, converter.convertType(type), rewriter));
  rewriter.replaceOp(op, results);
}

} // namespace ag
