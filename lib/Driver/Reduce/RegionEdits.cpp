//===- RegionEdits.cpp - programs without a region ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/RegionEdits.h"
#include "Reduce/Constants.h"
#include "Reduce/OpEdits.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns a value for each block argument: the operand at the same distance
/// from the end, another operand of its type, or a constant. Values are null if
/// there is none of these.
SmallVector<Value> findEntryValues(Operation *op, Block &body) {
  OpBuilder builder(op);
  unsigned count = body.getNumArguments();
  SmallVector<Value> values;
  for (BlockArgument argument : body.getArguments()) {
    auto fits = [&](Value operand) {
      return operand.getType() == argument.getType();
    };
    unsigned fromEnd = count - argument.getArgNumber();
    OperandRange operands = op->getOperands();
    if (fromEnd <= operands.size() && fits(operands[operands.size() - fromEnd]))
      values.push_back(operands[operands.size() - fromEnd]);
    else if (auto other = llvm::find_if(operands, fits);
             other != operands.end())
      values.push_back(*other);
    else
      values.push_back(makeConstant(builder, op->getLoc(), argument.getType()));
  }
  return values;
}

bool inlineRegion(Operation *op, Region &region) {
  if (!region.hasOneBlock() || !region.front().mightHaveTerminator())
    return false;
  Block &body = region.front();
  Operation *end = body.getTerminator();
  if (end->getNumOperands() < op->getNumResults())
    return false;
  SmallVector<Value> results(end->getOperands().take_back(op->getNumResults()));
  if (TypeRange(ValueRange(results)) != op->getResultTypes())
    return false;
  SmallVector<Value> values = findEntryValues(op, body);
  if (llvm::is_contained(values, Value()))
    return false;
  for (auto [argument, value] : llvm::zip(body.getArguments(), values)) {
    std::replace(results.begin(), results.end(), Value(argument), value);
    argument.replaceAllUsesWith(value);
  }
  end->erase();
  op->getBlock()->getOperations().splice(op->getIterator(),
                                         body.getOperations());
  op->replaceAllUsesWith(results);
  op->erase();
  return true;
}
} // namespace

Changes listFirstRegions(ModuleOp module) {
  loadConstants(module);
  return listOps(module, [](Operation *op) {
    return op->getNumRegions() > 0 &&
           inlineRegion(op, op->getRegions().front());
  });
}

Changes listLastRegions(ModuleOp module) {
  loadConstants(module);
  return listOps(module, [](Operation *op) {
    return op->getNumRegions() > 0 && inlineRegion(op, op->getRegions().back());
  });
}

} // namespace ag
