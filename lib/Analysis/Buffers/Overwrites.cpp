//===- Overwrites.cpp - ops that may write to a tensor's buffer -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Buffers/Overwrites.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace ag {

bool mayOverwrite(Operation *op, Type type) {
  return !isReshape(op) && !isa<FusedOp, StructuredOpInterface>(op) &&
         llvm::is_contained(op->getResultTypes(), type);
}

bool readsPart(Operation *op, RankedTensorType tensor) {
  auto type = op->getNumResults() == 1
                  ? dyn_cast<RankedTensorType>(op->getResult(0).getType())
                  : RankedTensorType();
  if (!type)
    return false;
  if (type.hasStaticShape() && tensor.hasStaticShape())
    return type.getNumElements() < tensor.getNumElements();
  return type.getNumDynamicDims() < tensor.getNumDynamicDims();
}

llvm::MapVector<Value, TensorUses> findTensorUses(Block &block) {
  llvm::MapVector<Value, TensorUses> found;
  for (Operation &op : block)
    for (Value value : getUsedValues(&op))
      if (auto type = dyn_cast<RankedTensorType>(value.getType()))
        found[skipReshapes(value)].all.push_back({&op, type});
  for (auto &[tensor, uses] : found) {
    llvm::SmallPtrSet<Operation *, 2> writers;
    for (const TensorUses::Use &use : uses.all)
      if (mayOverwrite(use.op, use.type))
        writers.insert(use.op);
    if (writers.size() == 1)
      uses.writer = *writers.begin();
  }
  return found;
}

} // namespace ag
