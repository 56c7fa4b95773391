//===- ResolveDims.cpp - sizes from where tensors originate ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ResolveDims.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

/// Returns true if `op` may use the value: it is defined in a region around the
/// op, and no op between them, such as a group, is isolated from above.
static bool isVisible(Value value, Operation *op) {
  Region *home = value.getParentRegion();
  Region *region = op->getParentRegion();
  while (region && region != home &&
         !region->getParentOp()->hasTrait<OpTrait::IsIsolatedFromAbove>())
    region = region->getParentRegion();
  return region == home;
}

/// Replaces the op by the size's origin. Returns false if that is the op itself
/// or is not available here.
static bool replace(tensor::DimOp op, const SizeOrigin &first) {
  bool isTensor = first.value && isa<RankedTensorType>(first.value.getType());
  if (isTensor && first.value == op.getSource() &&
      first.number == op.getConstantIndex())
    return false;
  if (first.value && !isVisible(first.value, op))
    return false;
  IRRewriter rewriter(op);
  if (isTensor)
    rewriter.replaceOpWithNewOp<tensor::DimOp>(op, first.value, first.number);
  else if (first.value)
    rewriter.replaceOp(op, first.value);
  else
    rewriter.replaceOpWithNewOp<arith::ConstantIndexOp>(op, first.number);
  return true;
}

/// Ops only change when all origins are known.
bool resolveDims(Operation *root) {
  FirstSizes origins;
  SmallVector<std::pair<tensor::DimOp, SizeOrigin>> found;
  root->walk([&](tensor::DimOp op) {
    if (std::optional<int64_t> dim = op.getConstantIndex())
      found.emplace_back(op, origins.get({op.getSource(), *dim}));
  });
  bool changed = false;
  for (auto &[op, first] : found)
    changed |= replace(op, first);
  return changed;
}

} // namespace ag
