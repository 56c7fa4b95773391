//===- Forward.cpp - tangents, from arguments to results ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forward/Forward.h"
#include "Forward/ForwardRegions.h"
#include "Refusal.h"
#include "Regions/LoopStacks.h"
#include "ag/Interfaces/Spec/SpecPushforward.h"

using namespace mlir;

namespace ag {

/// Returns true if only written elements of the op's result are read. The
/// result is its own tangent, then: the sizes are equal, and the numbers do not
/// matter.
static bool isUndefined(Operation *op) {
  return op->hasAttr(stackAttrName) ||
         (op->getNumResults() == 1 && isNothing(op->getResult(0)));
}

LogicalResult Forward::pushForward(Operation *op) {
  opBuilder.setInsertionPointAfter(op);
  if (isUndefined(op)) {
    carry(op->getResult(0), op->getResult(0));
    return success();
  }
  if (auto differentiable = dyn_cast<DifferentiableOpInterface>(op))
    return differentiable.pushForward(*this);
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return pushForwardSpec(structured, *this);
  if (auto regions = dyn_cast<RegionBranchOpInterface>(op))
    return pushForwardRegions(regions, *this);
  return refuse(op, getMissingRule(op));
}

void Forward::replace(Operation *op, Operation *extended) {
  for (auto [from, to] : llvm::zip(op->getResults(), extended->getResults())) {
    from.replaceAllUsesWith(to);
    activity.replace(from, to);
  }
  op->erase();
}

LogicalResult Forward::run(Block &block) {
  SmallVector<Operation *> original;
  for (Operation &op : block.without_terminator()) {
    if (failed(checkTypes(&op)))
      return failure();
    if (activity.isActive(&op) || isUndefined(&op))
      original.push_back(&op);
  }
  for (Operation *op : original)
    // A parameter that the function is differentiated by already has a tangent.
    if (!(op->getNumResults() > 0 && lookup(op->getResult(0))) &&
        failed(pushForward(op)))
      return failure();
  opBuilder.setInsertionPoint(block.getTerminator());
  return success();
}

} // namespace ag
