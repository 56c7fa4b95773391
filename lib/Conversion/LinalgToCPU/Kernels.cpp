//===- Kernels.cpp - shapes and first values of linalg ops ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Kernels.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

Start getStart(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    return {fill.value(), fill.getOutputs().front()};
  return {nullptr, init};
}

SmallVector<OpFoldResult> getSizes(OpBuilder &builder, Location loc,
                                   Value tensor) {
  while (auto op = tensor.getDefiningOp<linalg::LinalgOp>())
    tensor = op.getDpsInits()[cast<OpResult>(tensor).getResultNumber()];
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes();
  return tensor::getMixedSizes(builder, loc, tensor);
}

SmallVector<OpFoldResult> getExtents(OpBuilder &builder, linalg::LinalgOp op) {
  SmallVector<OpFoldResult> extents(op.getNumLoops());
  // Results first: their sizes are most often those of a tensor.empty.
  for (int64_t number = op->getNumOperands() - 1; number >= 0; --number) {
    OpOperand &operand = op->getOpOperand(number);
    SmallVector<OpFoldResult> sizes;
    for (auto [dim, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop || extents[loop.getPosition()])
        continue;
      if (sizes.empty())
        sizes = getSizes(builder, op.getLoc(), operand.get());
      extents[loop.getPosition()] = sizes[dim];
    }
  }
  for (auto [extent, fixed] : llvm::zip(extents, op.getStaticLoopRanges()))
    if (!ShapedType::isDynamic(fixed))
      extent = builder.getIndexAttr(fixed);
  return extents;
}

bool isCopy(linalg::GenericOp op) {
  Operation *yield = op.getBody()->getTerminator();
  return op.getNumDpsInputs() == 1 && op.getNumResults() == 1 &&
         yield->getOperand(0) == op.getBody()->getArgument(0);
}

} // namespace ag
