//===- ProgramPart.cpp - a part of a function, alone ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/ProgramPart.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {

/// Returns true if an op without operands and regions, such as a constant,
/// defines `value`. Such ops are copied instead of becoming arguments.
static bool isMadeAgain(mlir::Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->getNumOperands() == 0 && op->getNumRegions() == 0;
}

ProgramPart ProgramPart::make(func::FuncOp beside,
                              llvm::iterator_range<Block::iterator> ops,
                              ValueRange first, ValueRange outputs) {
  llvm::SetVector<mlir::Value> inputs(first.begin(), first.end()), again;
  llvm::DenseSet<Operation *> inside;
  for (Operation &op : ops)
    op.walk([&](Operation *nested) { inside.insert(nested); });
  auto read = [&](mlir::Value value) {
    Operation *op = value.getDefiningOp();
    if (!inside.contains(op ? op : value.getParentBlock()->getParentOp()) &&
        !inputs.contains(value))
      (isMadeAgain(value) ? again : inputs).insert(value);
  };
  for (Operation &op : ops)
    op.walk([&](Operation *nested) {
      llvm::for_each(nested->getOperands(), read);
    });
  llvm::for_each(outputs, read);

  Location loc = beside.getLoc();
  OpBuilder builder(beside);
  builder.setInsertionPointAfter(beside);
  auto part = func::FuncOp::create(
      builder, loc, (beside.getName() + "_part").str(),
      builder.getFunctionType(ValueRange(inputs.getArrayRef()).getTypes(),
                              outputs.getTypes()));
  SymbolTable(beside->getParentOp()).insert(part);
  builder.setInsertionPointToStart(part.addEntryBlock());
  IRMapping mapping;
  mapping.map(inputs.getArrayRef(), part.getArguments());
  for (mlir::Value value : again)
    if (!mapping.contains(value))
      builder.clone(*value.getDefiningOp(), mapping);
  for (Operation &op : ops)
    builder.clone(op, mapping);
  func::ReturnOp::create(builder, loc,
                         llvm::map_to_vector(outputs, [&](mlir::Value value) {
                           return mapping.lookup(value);
                         }));
  return {part, inputs.takeVector()};
}

ProgramPart ProgramPart::makeFront(func::FuncOp function, Operation *end,
                                   ValueRange values) {
  Block &body = function.getBody().front();
  return make(function, llvm::make_range(body.begin(), end->getIterator()),
              body.getArguments(), values);
}

ProgramPart ProgramPart::makeRest(func::FuncOp function, Operation *op) {
  Operation *end = op->getBlock()->getTerminator();
  return make(function, llvm::make_range(op->getIterator(), end->getIterator()),
              {}, end->getOperands());
}

ProgramPart ProgramPart::makeOp(func::FuncOp function, Operation *op) {
  Block::iterator at = op->getIterator();
  return make(function, llvm::make_range(at, std::next(at)), {},
              op->getResults());
}

ProgramPart ProgramPart::makeBody(func::FuncOp function, Region &region) {
  Block &body = region.front();
  return make(
      function,
      llvm::make_range(body.begin(), body.getTerminator()->getIterator()),
      body.getArguments(), body.getTerminator()->getOperands());
}

} // namespace ag
