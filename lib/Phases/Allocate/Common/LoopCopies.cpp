//===- LoopCopies.cpp - copies of more than an iteration uses -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopCopies.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace ag {

/// Returns true if `view` is a slice of its source. A view of a workspace is a
/// buffer of its own.
static bool isPart(ViewLikeOpInterface view) {
  return cast<ShapedType>(view.getViewDest().getType()).getShape() !=
             cast<ShapedType>(view.getViewSource().getType()).getShape() &&
         isa<memref::SubViewOp>(view.getOperation());
}

/// Returns the buffer whose elements are all in `value`; null if `value` is a
/// slice, or if its type has at most one element.
static Value findWhole(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type || (type.hasStaticShape() && type.getNumElements() <= 1))
    return nullptr;
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>()) {
    if (isa<memref::ViewOp>(view.getOperation()))
      break;
    if (isPart(view))
      return nullptr;
    value = view.getViewSource();
  }
  return value;
}

static bool isCopy(Operation *op) {
  return isa<memref::CopyOp, linalg::CopyOp>(op);
}

/// Returns true if an iteration of `loop` uses more of `buffer` than single
/// elements and slices, except by copies.
static bool usesAll(LoopLikeOpInterface loop, Value buffer) {
  SetVector<Value> names;
  names.insert(buffer);
  for (size_t k = 0; k < names.size(); ++k)
    for (OpOperand &use : names[k].getUses()) {
      Operation *user = use.getOwner();
      if (!loop->isProperAncestor(user))
        continue;
      SmallVector<Value> targets = getTargets(use);
      names.insert_range(targets);
      auto view = dyn_cast<ViewLikeOpInterface>(user);
      if (view && !isPart(view))
        names.insert(view.getViewDest());
      bool isForwarded =
          !targets.empty() || view || user->hasTrait<OpTrait::IsTerminator>();
      bool isPlace =
          isa<memref::LoadOp, memref::StoreOp, memref::DimOp>(user) ||
          isa<VectorTransferOpInterface>(user);
      bool isInside = user->getParentOfType<LoopLikeOpInterface>() == loop;
      if (!isForwarded && !isCopy(user) && !(isPlace && isInside))
        return true;
    }
  return false;
}

bool copiesMoreThanUsed(Operation *copy) {
  auto loop = copy->getParentOfType<LoopLikeOpInterface>();
  if (!isCopy(copy) || !loop || loop->hasAttr(lastIterationsAttrName))
    return false;
  Value from = findWhole(copy->getOperand(0));
  Value to = findWhole(copy->getOperand(1));
  return from && to && !usesAll(loop, from) && !usesAll(loop, to);
}

} // namespace ag
