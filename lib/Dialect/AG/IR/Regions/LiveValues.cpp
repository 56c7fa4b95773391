//===- LiveValues.cpp - values that take memory, and how long -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

int64_t countElementBytes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.getElementType().isIntOrFloat())
    return 0;
  return llvm::divideCeil(tensor.getElementTypeBitWidth(), 8);
}

bool takesMemory(Value value) {
  if (countElementBytes(value.getType()) == 0)
    return false;
  if (Operation *op = value.getDefiningOp())
    return !op->hasTrait<OpTrait::ConstantLike>() && !isa<ParameterOp>(op);
  return !isa_and_nonnull<FunctionOpInterface, BodyOpInterface>(
      value.getParentBlock()->getParentOp());
}

bool handsOnResults(Operation *op) {
  return isa<RegionBranchOpInterface, BodyOpInterface>(op);
}

bool isTakenOver(OpOperand &operand) {
  return getCarriedFrom(operand).has_value();
}

} // namespace ag
