//===- Combiners.cpp - ops that combine partial reductions ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/Combiners.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace ag {

Operation *getCombiner(linalg::LinalgOp op, unsigned result) {
  SmallVector<Operation *> combiners;
  if (!matchReduction(op.getRegionOutputArgs(), result, combiners) ||
      combiners.size() != 1 || combiners.front()->getNumResults() != 1)
    return nullptr;
  Operation *combiner = combiners.front();
  bool hasMeaning = linalg::getCombinerOpKind(combiner).has_value() &&
                    arith::getNeutralElement(combiner).has_value();
  return hasMeaning ? combiner : nullptr;
}

Operation *getCombiner(linalg::LinalgOp op) {
  return op.getNumDpsInits() == 1 ? getCombiner(op, 0) : nullptr;
}

Value emitCombiner(OpBuilder &builder, Location loc, Operation *combiner,
                   Value lhs, Value rhs) {
  OperationState state(loc, combiner->getName(), {lhs, rhs}, lhs.getType(),
                       combiner->getAttrs());
  return builder.create(state)->getResult(0);
}

} // namespace ag
