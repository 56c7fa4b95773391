//===- ForwardedValues.cpp - values between regions in a batch ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/ForwardedValues.h"
#include "DerivativeWriter.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

Type getForwardedType(Value target, Batch &batch) {
  if (!batch.isInBatch(target))
    return target.getType();
  int64_t size =
      getConstantIntValue(batch.size()).value_or(ShapedType::kDynamic);
  return getBatchedType(target.getType(), size, 0);
}

Value forward(Value operand, Value target, Operation *op, Batch &batch) {
  Value value = batch.isInBatch(target) ? batch.get(operand, 0, op)
                                        : batch.lookup(operand).value;
  Type type = getForwardedType(target, batch);
  if (value.getType().isIndex() && !type.isIndex())
    llvm_unreachable("an index in a batch is a tensor");
  return castTo(type, value, batch.builder());
}

void setForwarded(Value target, Value value, Batch &batch) {
  std::optional<int64_t> axis;
  if (batch.isInBatch(target))
    axis = 0;
  batch.set(target, {value, axis});
}

} // namespace ag
