//===- Constants.cpp - constants of any type ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace ag {

Value makeConstant(OpBuilder &builder, Location loc, Type type) {
  Type element = type;
  if (auto shaped = dyn_cast<ShapedType>(type)) {
    if (!isa<RankedTensorType, VectorType>(type) || !shaped.hasStaticShape())
      return {};
    element = shaped.getElementType();
  }
  TypedAttr value = isa<FloatType>(element) ? builder.getOneAttr(type)
                                            : builder.getZeroAttr(type);
  if (!value)
    return {};
  return arith::ConstantOp::create(builder, loc, value);
}

void loadConstants(ModuleOp module) {
  module.getContext()->getOrLoadDialect<arith::ArithDialect>();
}

} // namespace ag
