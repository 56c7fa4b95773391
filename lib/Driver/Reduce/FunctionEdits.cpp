//===- FunctionEdits.cpp - programs without a function, or a result -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/FunctionEdits.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
bool isUsed(Operation *symbol) {
  return !SymbolTable::symbolKnownUseEmpty(symbol, symbol->getParentOp());
}

/// Calls `list` for each function with a body and without calls, whose type can
/// therefore change.
void forEachFunction(ModuleOp module,
                     llvm::function_ref<void(FunctionOpInterface)> list) {
  module->walk([&](FunctionOpInterface function) {
    if (!function.isExternal() && !isUsed(function))
      list(function);
  });
}

bool eraseResult(FunctionOpInterface function, unsigned index) {
  for (Block &block : function.getFunctionBody()) {
    Operation *end = block.getTerminator();
    if (end->getNumSuccessors() > 0)
      continue;
    if (end->getNumOperands() != function.getNumResults())
      return false;
    end->eraseOperand(index);
  }
  return succeeded(function.eraseResult(index));
}
} // namespace

Changes listSymbols(ModuleOp module) {
  Changes changes;
  for (Operation &op : module.getOps())
    if (isa<SymbolOpInterface>(op))
      changes.emplace_back([symbol = &op] {
        if (isUsed(symbol))
          return false;
        symbol->erase();
        return true;
      });
  return changes;
}

Changes listResults(ModuleOp module) {
  Changes changes;
  forEachFunction(module, [&](FunctionOpInterface function) {
    for (unsigned index = 0; index < function.getNumResults(); ++index)
      changes.emplace_back([=] { return eraseResult(function, index); });
  });
  return changes;
}

Changes listUnusedArguments(ModuleOp module) {
  Changes changes;
  forEachFunction(module, [&](FunctionOpInterface function) {
    for (unsigned index = 0; index < function.getNumArguments(); ++index)
      changes.emplace_back([=]() mutable {
        return function.getArgument(index).use_empty() &&
               succeeded(function.eraseArgument(index));
      });
  });
  return changes;
}

} // namespace ag
