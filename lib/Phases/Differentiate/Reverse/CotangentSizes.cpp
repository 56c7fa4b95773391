//===- CotangentSizes.cpp - sizes of cotangents ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reverse/CotangentSizes.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the name of a size that a dimension of `tensor` equals, or "".
static StringRef findName(func::FuncOp function, Value tensor, int64_t dim) {
  SizeComparison size(tensor, dim);
  for (const DimSymbol &symbol : DimSymbols(function))
    if (!symbol.name.empty() &&
        size.isEqual(function.getArgument(symbol.argument), symbol.dim))
      return symbol.name;
  return "";
}

DictionaryAttr nameSizes(func::FuncOp function, Value result) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.hasStaticShape())
    return {};
  Builder builder(function.getContext());
  SmallVector<Attribute> dims;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim)) {
      dims.push_back(builder.getI64IntegerAttr(type.getDimSize(dim)));
      continue;
    }
    StringRef name = findName(function, result, dim);
    if (name.empty())
      return {};
    dims.push_back(builder.getStringAttr(name));
  }
  return builder.getDictionaryAttr(
      builder.getNamedAttr(dimsAttrName, builder.getArrayAttr(dims)));
}

void requireSizes(Value cotangent, Value result, unsigned number,
                  OpBuilder &builder) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  Location loc = result.getLoc();
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    Value given = tensor::DimOp::create(builder, loc, cotangent, dim);
    Value expected = tensor::DimOp::create(builder, loc, result, dim);
    Value isEqual = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq, given, expected);
    cf::AssertOp::create(builder, loc, isEqual,
                         "the cotangent of result " + std::to_string(number) +
                             " has another size than it in dimension " +
                             std::to_string(dim));
  }
}

} // namespace ag
