//===- Access.cpp - how generics read and write ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Access.h"

using namespace mlir;

namespace ag {

unsigned countMovingDims(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  unsigned count = tensor ? tensor.getRank() : 0;
  while (count > 0 && tensor.getDimSize(count - 1) == 1)
    --count;
  return count;
}

Access getAccess(AffineMap map, Type type, unsigned loop) {
  AffineMap moving = map.getSliceMap(0, countMovingDims(type));
  if (!moving.isFunctionOfDim(loop))
    return Access::Uniform;
  return getLastLoop(moving) == loop ? Access::Contiguous : Access::Strided;
}

Access getAccess(linalg::LinalgOp op, OpOperand &operand, unsigned loop) {
  return getAccess(op.getMatchingIndexingMap(&operand), operand.get().getType(),
                   loop);
}

std::optional<unsigned> getLastLoop(AffineMap map) {
  if (map.getNumResults() == 0)
    return std::nullopt;
  auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
  return last ? std::optional(last.getPosition()) : std::nullopt;
}

bool hasPlainMaps(linalg::LinalgOp op) {
  return llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation(/*allowZeroInResults=*/true);
  });
}

bool isCopy(linalg::GenericOp op) {
  Operation *yield = op.getBody()->getTerminator();
  return op.getNumDpsInputs() == 1 && op.getNumResults() == 1 &&
         yield->getOperand(0) == op.getBody()->getArgument(0);
}

} // namespace ag
