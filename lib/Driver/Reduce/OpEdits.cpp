//===- OpEdits.cpp - programs without an op -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/OpEdits.h"
#include "Reduce/Constants.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
/// Replaces the results of `op` by the values that `find` returns, and erases
/// it. Returns false and changes nothing if a value is null.
bool replace(Operation *op, llvm::function_ref<Value(OpResult)> find) {
  SmallVector<Value> values;
  for (OpResult result : op->getResults()) {
    values.push_back(find(result));
    if (!values.back())
      return false;
  }
  op->replaceAllUsesWith(values);
  op->erase();
  return true;
}

template <typename Operands>
bool replaceByOperands(Operation *op, Operands operands) {
  return replace(op, [&](OpResult result) -> Value {
    auto found = llvm::find_if(operands, [&](Value operand) {
      return operand.getType() == result.getType() &&
             operand.getDefiningOp() != op;
    });
    return found == operands.end() ? Value() : *found;
  });
}

/// Returns the function around an op whose new arguments the op can read; null
/// if there is none or if it has calls.
FunctionOpInterface findUncalledFunction(Operation *op) {
  Operation *around = op->getParentOp();
  while (around && !isa<FunctionOpInterface>(around) &&
         !around->hasTrait<OpTrait::IsIsolatedFromAbove>())
    around = around->getParentOp();
  auto function = dyn_cast_or_null<FunctionOpInterface>(around);
  bool isCalled = function && !SymbolTable::symbolKnownUseEmpty(
                                  function, function->getParentOp());
  return isCalled ? FunctionOpInterface() : function;
}

bool replaceByArguments(Operation *op) {
  FunctionOpInterface function = findUncalledFunction(op);
  if (!function || op->getNumResults() == 0)
    return false;
  return replace(op, [&](OpResult result) -> Value {
    unsigned index = function.getNumArguments();
    if (failed(
            function.insertArgument(index, result.getType(), {}, op->getLoc())))
      return {};
    return function.getArgument(index);
  });
}

bool replaceByConstants(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() || op->getNumResults() == 0)
    return false;
  OpBuilder builder(op);
  return replace(op, [&](OpResult result) {
    return makeConstant(builder, op->getLoc(), result.getType());
  });
}

} // namespace

Changes listOps(ModuleOp module, bool (*change)(Operation *)) {
  Changes changes;
  module->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != module && !isa<SymbolOpInterface>(op) &&
        !op->hasTrait<OpTrait::IsTerminator>())
      changes.emplace_back([=] { return change(op); });
  });
  return changes;
}

Changes listFirstOperands(ModuleOp module) {
  return listOps(module, [](Operation *op) {
    return replaceByOperands(op, op->getOperands());
  });
}

Changes listLastOperands(ModuleOp module) {
  return listOps(module, [](Operation *op) {
    return replaceByOperands(op, llvm::reverse(op->getOperands()));
  });
}

Changes listNewArguments(ModuleOp module) {
  return listOps(module, replaceByArguments);
}

Changes listConstants(ModuleOp module) {
  loadConstants(module);
  return listOps(module, replaceByConstants);
}

} // namespace ag
