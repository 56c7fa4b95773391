//===- EntrySizes.cpp - sizes that are known on entry ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

static FailureOr<Value> computeUpperBound(Value size, OpBuilder &builder) {
  if (!size.getType().isIndex())
    return failure();
  FailureOr<int64_t> bound = ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB, size, /*stopCondition=*/nullptr,
      /*closedUB=*/true);
  if (failed(bound))
    return failure();
  return arith::ConstantIndexOp::create(builder, size.getLoc(), *bound)
      .getResult();
}

FailureOr<Value> computeOnEntry(Value size, OpBuilder &builder,
                                IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(size))
    return known;
  Operation *op = size.getDefiningOp();
  if (!op || !isPure(op) || op->getNumRegions() != 0)
    return computeUpperBound(size, builder);
  for (Value operand : op->getOperands()) {
    FailureOr<Value> computed = computeOnEntry(operand, builder, mapping);
    if (failed(computed))
      return computeUpperBound(size, builder);
    mapping.map(operand, *computed);
  }
  builder.clone(*op, mapping);
  return mapping.lookup(size);
}

} // namespace ag
