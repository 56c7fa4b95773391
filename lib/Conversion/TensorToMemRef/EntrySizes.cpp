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

std::optional<int64_t>
evaluateSize(Value size,
             llvm::function_ref<std::optional<int64_t>(Value)> known) {
  if (std::optional<int64_t> value = known(size))
    return value;
  Operation *op = size.getDefiningOp();
  if (!op)
    return std::nullopt;
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    std::optional<int64_t> value = evaluateSize(operand, known);
    operands.push_back(value ? Builder(op->getContext()).getIndexAttr(*value)
                             : Attribute());
  }
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.empty())
    return std::nullopt;
  OpFoldResult result = results[cast<OpResult>(size).getResultNumber()];
  auto number = dyn_cast_or_null<IntegerAttr>(dyn_cast<Attribute>(result));
  if (!number)
    return std::nullopt;
  return number.getInt();
}

} // namespace ag
