//===- Recursion.cpp - functions that call themselves ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Recursion.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

bool isRecursive(func::CallOp call) {
  SymbolTableCollection symbols;
  auto find = [&](func::CallOp each) {
    return symbols.lookupNearestSymbolFrom<func::FuncOp>(each,
                                                         each.getCalleeAttr());
  };
  func::FuncOp start = find(call);
  if (!start)
    return false;
  llvm::SetVector<Operation *> reached;
  reached.insert(start);
  bool isCalledAgain = false;
  for (size_t next = 0; next < reached.size() && !isCalledAgain; ++next)
    reached[next]->walk([&](func::CallOp inner) {
      func::FuncOp callee = find(inner);
      isCalledAgain |= callee == start;
      if (callee)
        reached.insert(callee);
    });
  return isCalledAgain;
}

} // namespace ag
