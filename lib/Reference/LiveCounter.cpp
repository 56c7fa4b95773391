//===- LiveCounter.cpp - what a run holds at once -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LiveCounter.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"

using namespace mlir;

namespace ag {

static int64_t countBytes(Value value, const Tensor &tensor) {
  return tensor.size() * countElementBytes(value.getType());
}

/// Returns whether `op`, the last in its block to use `value`, uses it only to
/// hand it to its own regions.
static bool takesOver(Operation &op, Value value) {
  return llvm::all_of(value.getUses(), [&](OpOperand &use) {
    return !op.isAncestor(use.getOwner()) ||
           (use.getOwner() == &op && isTakenOver(use));
  });
}

void LiveCounter::add(Value value, const Tensor &tensor) {
  if (!takesMemory(value))
    return;
  bytes[value].push_back(countBytes(value, tensor));
  alive += bytes[value].back();
  most = std::max(most, alive);
}

void LiveCounter::remove(Value value) {
  auto found = bytes.find(value);
  if (found == bytes.end())
    return;
  alive -= found->second.pop_back_val();
  if (found->second.empty())
    bytes.erase(found);
}

void LiveCounter::hold(ValueRange arguments, ArrayRef<Tensor> tensors) {
  for (auto [argument, tensor] : llvm::zip_equal(arguments, tensors))
    held += countBytes(argument, tensor);
}

void LiveCounter::enter(Block &block, ArrayRef<Tensor> tensors) {
  for (auto [argument, tensor] : llvm::zip_equal(block.getArguments(), tensors))
    if (!argument.use_empty())
      add(argument, tensor);
}

void LiveCounter::begin(Operation &op, ArrayRef<Value> last) {
  for (Value value : last)
    if (takesOver(op, value))
      remove(value);
}

void LiveCounter::end(Operation &op, ArrayRef<Tensor> results,
                      ArrayRef<Value> last) {
  bool isBehind = handsOnResults(&op);
  auto removeLast = [&] {
    for (Value value : last)
      if (!takesOver(op, value))
        remove(value);
  };
  if (isBehind)
    removeLast();
  for (auto [result, tensor] : llvm::zip(op.getResults(), results)) {
    if (auto parameter = dyn_cast<ParameterOp>(op))
      if (parameters.insert(parameter.getName()).second)
        held += countBytes(result, tensor);
    if (!isBehind || !result.use_empty())
      add(result, tensor);
  }
  if (isBehind)
    return;
  removeLast();
  for (Value result : op.getResults())
    if (result.use_empty())
      remove(result);
}

} // namespace ag
