//===- WrittenOperands.cpp - tensors that are written onto others ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/WrittenOperands.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace ag {

OpOperand *getWrittenOperand(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return nullptr;
  if (auto loop = dyn_cast<LoopLikeOpInterface>(result.getOwner()))
    return loop.getTiedLoopInit(result);
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

/// Whether all that `loop` hands on for `init` is written onto what it took.
static bool keepsShape(LoopLikeOpInterface loop, OpOperand *init) {
  BlockArgument argument = loop.getTiedLoopRegionIterArg(init);
  OpOperand *yielded =
      argument ? loop.getTiedLoopYieldedValue(argument) : nullptr;
  return yielded && isWrittenOnto(yielded->get(), argument);
}

/// The value in front of a choice that all of its branches write onto; null if
/// there is none.
static Value getChosenOrigin(Value value) {
  auto result = dyn_cast<OpResult>(value);
  auto choice = result ? dyn_cast<RegionBranchOpInterface>(result.getOwner())
                       : RegionBranchOpInterface();
  if (!choice || isa<LoopLikeOpInterface>(*choice))
    return nullptr;
  SmallVector<Value> handedOn;
  choice.getPredecessorValues(RegionSuccessor(choice, choice->getResults()),
                              result.getResultNumber(), handedOn);
  Value origin;
  for (Value each : handedOn) {
    Value first = getShapeOrigin(each);
    if ((origin && first != origin) ||
        choice->isAncestor(first.getParentBlock()->getParentOp()))
      return nullptr;
    origin = first;
  }
  return origin;
}

Value getShapeOrigin(Value value) {
  while (true) {
    OpOperand *written = getWrittenOperand(value);
    Value before = written ? written->get() : getChosenOrigin(value);
    auto loop = written ? dyn_cast<LoopLikeOpInterface>(written->getOwner())
                        : LoopLikeOpInterface();
    if (!before || (loop && !keepsShape(loop, written)))
      return value;
    value = before;
  }
}

bool isWrittenOnto(Value value, BlockArgument argument) {
  OpOperand *first = getFirstWrittenOperand(value);
  return (first ? first->get() : value) == argument;
}

} // namespace ag
