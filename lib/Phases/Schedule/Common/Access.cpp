//===- Access.cpp - how generics read and write ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Access.h"

using namespace mlir;

namespace ag {

Access getAccess(AffineMap map, unsigned loop) {
  if (!map.isFunctionOfDim(loop))
    return Access::Uniform;
  return getLastLoop(map) == loop ? Access::Contiguous : Access::Strided;
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
