//===- UsedValues.cpp - what an op uses -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/UsedValues.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

llvm::SetVector<Value> getUsedValues(Operation *op) {
  llvm::SetVector<Value> values(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), values);
  return values;
}

llvm::SetVector<Value> getUsedValues(Region &region) {
  llvm::SetVector<Value> values;
  getUsedValuesDefinedAbove(region, values);
  return values;
}

} // namespace ag
