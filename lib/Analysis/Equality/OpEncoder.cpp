//===- OpEncoder.cpp - ops as sequences of words --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/OpEncoder.h"

using namespace mlir;

namespace ag {

void OpEncoder::encode(Value value) {
  auto [found, isNew] = values.try_emplace(value, values.size());
  append(found->second);
  if (isNew)
    appendOutside(value);
}

/// Numbers a result or argument. A graph region may read it before it is
/// defined, so it may have a number already.
void OpEncoder::define(Value value) {
  append(values.try_emplace(value, values.size()).first->second);
  appendType(value);
}

void OpEncoder::number(Block *block) {
  append(blocks.try_emplace(block, blocks.size()).first->second);
}

void OpEncoder::encode(Operation *op, ValueRange operands) {
  append(op->getName());
  appendAttributes(op);
  append(operands.size());
  for (Value operand : operands)
    encode(operand);
  append(op->getNumResults());
  for (Value result : op->getResults())
    define(result);
  append(op->getNumSuccessors());
  for (Block *successor : op->getSuccessors())
    number(successor);
  append(op->getNumRegions());
  for (Region &region : op->getRegions()) {
    append(llvm::range_size(region));
    for (Block &block : region)
      encode(block);
  }
}

void OpEncoder::encode(Block &block) {
  number(&block);
  append(block.getNumArguments());
  for (Value argument : block.getArguments())
    define(argument);
  append(llvm::range_size(block));
  for (Operation &op : block)
    encode(&op, op.getOperands());
}

} // namespace ag
