//===- WrittenOperands.cpp - tensors that are written onto others ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;

namespace ag {

OpOperand *getWrittenOperand(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return nullptr;
  if (isa<LoopLikeOpInterface>(result.getOwner())) {
    std::optional<CarriedValue> carried = getCarried(result);
    return carried ? carried->init : nullptr;
  }
  auto writer = dyn_cast<DestinationStyleOpInterface>(result.getOwner());
  return writer ? writer.getTiedOpOperand(result) : nullptr;
}

OpOperand *getFirstWrittenOperand(Value value) {
  OpOperand *first = nullptr;
  while (OpOperand *written = getWrittenOperand(value)) {
    first = written;
    value = written->get();
  }
  return first;
}

bool isWrittenOnto(Value value, BlockArgument argument) {
  OpOperand *first = getFirstWrittenOperand(value);
  return (first ? first->get() : value) == argument;
}

} // namespace ag
