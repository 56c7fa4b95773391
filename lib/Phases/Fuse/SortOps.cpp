//===- SortOps.cpp - ops behind those that they read ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SortOps.h"
#include "ag/Analysis/UsedValues.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include <queue>

using namespace mlir;

namespace ag {

void sortOps(Block &block) {
  SmallVector<Operation *> ops;
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (Operation &op : block) {
    numbers[&op] = ops.size();
    ops.push_back(&op);
  }
  SmallVector<unsigned> awaited(ops.size());
  SmallVector<SmallVector<unsigned>> waiting(ops.size());
  std::optional<unsigned> effect;
  for (auto [number, op] : llvm::enumerate(ops)) {
    llvm::SmallSetVector<unsigned, 4> before;
    for (Value value : getUsedValues(op)) {
      Operation *by = value.getDefiningOp();
      if (by && by->getBlock() == &block)
        before.insert(numbers.lookup(by));
    }
    if (!isMemoryEffectFree(op)) {
      if (effect)
        before.insert(*effect);
      effect = number;
    }
    awaited[number] = before.size();
    for (unsigned other : before)
      waiting[other].push_back(number);
  }
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned number = 0; number < ops.size(); ++number)
    if (awaited[number] == 0)
      ready.push(number);
  while (!ready.empty()) {
    unsigned number = ready.top();
    ready.pop();
    ops[number]->moveBefore(&block, block.end());
    for (unsigned other : waiting[number])
      if (--awaited[other] == 0)
        ready.push(other);
  }
}

} // namespace ag
