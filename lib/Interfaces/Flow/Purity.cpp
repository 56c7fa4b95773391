//===- Purity.cpp - what may be computed at any time ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

/// Returns true if the op's speculatability depends on elements of an operand
/// that has none.
static bool asksNothing(Operation *op) {
  auto isEmpty = [](Value value) {
    DenseElementsAttr elements;
    return matchPattern(value, m_Constant(&elements)) && elements.empty();
  };
  return isa<ConditionallySpeculatable>(op) &&
         OpTrait::hasElementwiseMappableTraits(op) &&
         llvm::any_of(op->getOperands(), isEmpty);
}

bool isSpeculatableOp(Operation *op) {
  if (asksNothing(op))
    return true;
  bool hasSuch = op->getNumRegions() > 0 &&
                 op->walk([](Operation *nested) {
                     return asksNothing(nested) ? WalkResult::interrupt()
                                                : WalkResult::advance();
                   }).wasInterrupted();
  return !hasSuch && isSpeculatable(op);
}

bool isPureOp(Operation *op) {
  return isMemoryEffectFree(op) && isSpeculatableOp(op);
}

bool hasOwnEffects(Operation *op) {
  if (auto effects = dyn_cast<MemoryEffectOpInterface>(op))
    return !effects.hasNoEffect();
  return !op->hasTrait<OpTrait::HasRecursiveMemoryEffects>();
}

} // namespace ag
