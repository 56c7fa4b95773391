//===- BodyOp.cpp - ops that mean what their bodies mean ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Spec/Spec.h"

using namespace mlir;

#include "ag/Interfaces/BodyOp.cpp.inc"

namespace ag {

void openBody(Operation *op, RewriterBase &rewriter) {
  auto inputs = cast<BodyOpInterface>(op).getInputs();
  Block &body = op->getRegion(0).front();
  Operation *end = body.getTerminator();
  SmallVector<Value> results;
  for (Value value : end->getOperands()) {
    auto argument = dyn_cast<BlockArgument>(value);
    bool isInput = argument && argument.getOwner() == &body;
    results.push_back(isInput ? inputs[argument.getArgNumber()] : value);
  }
  rewriter.eraseOp(end);
  rewriter.inlineBlockBefore(&body, op, inputs);
  rewriter.replaceOp(op, results);
}

BlockArgument passIn(Operation *op, Value outer) {
  auto withBody = cast<BodyOpInterface>(op);
  Region &body = withBody.getBody();
  for (auto [input, argument] :
       llvm::zip(withBody.getInputs(), body.getArguments()))
    if (input == outer)
      return argument;
  withBody.getInputsMutable().append(outer);
  return body.addArgument(outer.getType(), outer.getLoc());
}

Value lookThrough(Operation *op, Value value) {
  auto withBody = cast<BodyOpInterface>(op);
  if (auto argument = dyn_cast<BlockArgument>(value))
    return withBody.getInputs()[argument.getArgNumber()];
  Operation *end = withBody.getBody().front().getTerminator();
  return end->getOperand(cast<OpResult>(value).getResultNumber());
}

Value lookThroughBody(Value value) {
  Operation *op = isa<BlockArgument>(value)
                      ? value.getParentBlock()->getParentOp()
                      : value.getDefiningOp();
  auto body = dyn_cast_or_null<BodyOpInterface>(op);
  return body ? body.lookThrough(value) : Value();
}

LogicalResult verifyBody(Operation *op) {
  auto withBody = cast<BodyOpInterface>(op);
  Region &body = withBody.getBody();
  StringRef name = op->getName().getStringRef();
  Reporter report(name, op->getLoc());
  if (body.getArgumentTypes() != withBody.getInputs().getTypes())
    return report("arguments")
           << "the body takes (" << body.getArgumentTypes()
           << "), the operands are (" << withBody.getInputs().getTypes() << ")";
  Operation *end = body.front().getTerminator();
  if (end->getOperandTypes() != op->getResultTypes())
    return Reporter(name, end->getLoc())("results")
           << "the body yields (" << end->getOperandTypes()
           << "), the results are (" << op->getResultTypes() << ")";
  return success();
}

} // namespace ag
