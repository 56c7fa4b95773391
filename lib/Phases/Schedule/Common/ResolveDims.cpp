//===- ResolveDims.cpp - sizes of where a tensor begins -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor tells a size without being computed for that? The one that loops
// carried, and ops wrote onto, or a dimension of which is all that was joined:
//
//   %y = scf.for ... iter_args(%a = %x)        tensor.dim %y, 0
//                                              -> tensor.dim %x, 0
//   %y = collapse_shape %x : 1x?  -> ?         tensor.dim %y, 0
//                                              -> tensor.dim %x, 1
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/WrittenOperands.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_RESOLVEDIMSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// The only dimension of those that a collapse joins that may not be 1; none
/// if there are more.
std::optional<int64_t> getJoinedDim(tensor::CollapseShapeOp op, int64_t dim) {
  std::optional<int64_t> found;
  ReassociationIndices group = op.getReassociationIndices()[dim];
  for (int64_t joined : group) {
    if (op.getSrcType().getDimSize(joined) == 1)
      continue;
    if (found)
      return std::nullopt;
    found = joined;
  }
  return found;
}

/// Asks for a size where the tensor begins. Gives whether that is elsewhere.
bool askOrigin(tensor::DimOp op) {
  std::optional<int64_t> dim = op.getConstantIndex();
  Value origin = getShapeOrigin(op.getSource());
  while (auto collapse = origin.getDefiningOp<tensor::CollapseShapeOp>()) {
    std::optional<int64_t> joined =
        dim ? getJoinedDim(collapse, *dim) : std::nullopt;
    if (!joined)
      break;
    dim = joined;
    origin = getShapeOrigin(collapse.getSrc());
  }
  if (origin == op.getSource())
    return false;
  op.getSourceMutable().assign(origin);
  if (dim == op.getConstantIndex())
    return true;
  OpBuilder builder(op);
  op.getIndexMutable().assign(
      arith::ConstantIndexOp::create(builder, op.getLoc(), *dim));
  return true;
}

struct ResolveDimsPass : impl::ResolveDimsPassBase<ResolveDimsPass> {
  void runOnOperation() override {
    bool changed = false;
    getOperation().walk([&](tensor::DimOp op) { changed |= askOrigin(op); });
    if (!changed)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
