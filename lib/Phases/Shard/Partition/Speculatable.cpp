//===- Speculatable.cpp - ops that are safe to speculate ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/Speculatable.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

/// Returns true if a few pure ops compute the value from ops without operands.
static bool isFixed(Value value) {
  constexpr size_t most = 16;
  llvm::SetVector<Value> needed;
  needed.insert(value);
  for (size_t next = 0; next < needed.size(); ++next) {
    Operation *op = needed[next].getDefiningOp();
    if (!op || next == most || !needed[next].getType().isIntOrIndex() ||
        op->getNumRegions() > 0 || !isPureOp(op))
      return false;
    needed.insert_range(op->getOperands());
  }
  return true;
}

static bool isDefined(Operation *op) {
  auto isTensor = llvm::IsaPred<ShapedType>;
  if (llvm::none_of(op->getOperandTypes(), isTensor) &&
      llvm::none_of(op->getResultTypes(), isTensor))
    return true;
  auto isKnown = [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return !shaped || shaped.hasStaticShape();
  };
  return llvm::all_of(op->getOperandTypes(), isKnown) &&
         llvm::all_of(op->getResultTypes(), isKnown) &&
         llvm::all_of(op->getOperands(), [](Value operand) {
           return !operand.getType().isIntOrIndex() || isFixed(operand);
         });
}

bool canSpeculate(Operation *op) {
  return !op->walk([](Operation *nested) {
              return isDefined(nested) ? WalkResult::advance()
                                       : WalkResult::interrupt();
            }).wasInterrupted();
}

} // namespace ag
