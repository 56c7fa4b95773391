//===- OperandShape.cpp - tensors and scalars that Specs read -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

OperandShape::OperandShape(Type type) : element(getElementTypeOrSelf(type)) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    sizes = shaped.getShape();
}

int64_t OperandShape::getElementBytes() const {
  return element.isIntOrFloat()
             ? llvm::divideCeil(element.getIntOrFloatBitWidth(), 8)
             : 8;
}

std::optional<int64_t> OperandShape::countBytes() const {
  if (ShapedType::isDynamicShape(sizes))
    return std::nullopt;
  return llvm::accumulate(sizes, getElementBytes(), times);
}

} // namespace ag
