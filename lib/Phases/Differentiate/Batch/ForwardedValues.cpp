//===- ForwardedValues.cpp - values between regions in a batch ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/ForwardedValues.h"
#include "DerivativeWriter.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

Type getForwardedType(Value target, Batch &batch) {
  if (!batch.isInBatch(target))
    return target.getType();
  int64_t size =
      getConstantIntValue(batch.size()).value_or(ShapedType::kDynamic);
  return getBatchedType(target.getType(), size, 0);
}

static Value castForwarded(Value value, Value target, Batch &batch) {
  Type type = getForwardedType(target, batch);
  if (value.getType().isIndex() && !type.isIndex())
    llvm_unreachable("an index in a batch is a tensor");
  return castTo(type, value, batch.builder());
}

Value forward(Value operand, Value target, Operation *op, Batch &batch) {
  Value value = batch.isInBatch(target) ? batch.get(operand, 0, op)
                                        : batch.lookup(operand).value;
  return castForwarded(value, target, batch);
}

Value forwardUncut(Value operand, Value target, Operation *op, Batch &batch) {
  if (!batch.mask || !batch.isInBatch(target))
    return forward(operand, target, op, batch);
  Value value = batch.arrange(batch.lookupUncut(operand), 0, op);
  return castForwarded(value, target, batch);
}

void setForwarded(Value target, Value value, Batch &batch) {
  std::optional<int64_t> axis;
  if (batch.isInBatch(target))
    axis = 0;
  batch.set(target, {value, axis});
}

void setUncut(Value target, Value value, Operation *op, Batch &batch) {
  setForwarded(target, value, batch);
  if (batch.mask && batch.isInBatch(target))
    batch.masked.set(target, {value, 0}, op);
}

bool haveEqualSizes(Value a, Value b) {
  auto type = dyn_cast<RankedTensorType>(a.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    FailureOr<bool> equal =
        ValueBoundsConstraintSet::areEqual({a, dim}, {b, dim});
    if (failed(equal) || !*equal)
      return false;
  }
  return true;
}

} // namespace ag
