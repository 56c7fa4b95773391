//===- LargestSizes.cpp - how large dimensions may be ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/LargestSizes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

FailureOr<int64_t> LargestSizes::of(Value tensor, int64_t dim) const {
  if (auto type = cast<RankedTensorType>(tensor.getType());
      !type.isDynamicDim(dim))
    return type.getDimSize(dim);
  SizeOrigin first = known->first.get({tensor, dim});
  auto [entry, isNew] =
      known->bounds.try_emplace({first.value, first.number}, failure());
  if (isNew)
    entry->second = ValueBoundsConstraintSet::computeConstantBound(
        presburger::BoundType::UB, first.getVariable(tensor.getContext()),
        /*stopCondition=*/nullptr, /*closedUB=*/true);
  return entry->second;
}

} // namespace ag
