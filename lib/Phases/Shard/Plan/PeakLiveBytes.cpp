//===- PeakLiveBytes.cpp - the peak of live bytes -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/PeakLiveBytes.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"

using namespace mlir;

namespace ag {
namespace {
/// Numbers ops in pre-order.
class ProgramOrder {
public:
  explicit ProgramOrder(func::FuncOp function);

  unsigned size() const { return last.size(); }
  unsigned getFirst(Operation *op) const { return first.at(op); }
  /// Returns the number of the last op inside `op`, or its own.
  unsigned getLast(Operation *op) const { return last[getFirst(op)]; }
  unsigned getEnd(OpOperand &use) const;

private:
  llvm::DenseMap<Operation *, unsigned> first;
  std::vector<unsigned> last;
};
} // namespace

ProgramOrder::ProgramOrder(func::FuncOp function) {
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    first[op] = last.size();
    last.push_back(last.size());
  });
  function.walk<WalkOrder::PostOrder>([&](Operation *op) {
    if (op == function)
      return;
    unsigned &around = last[getFirst(op->getParentOp())];
    around = std::max(around, getLast(op));
  });
}

/// Returns the number of the last op that needs the value for this use.
unsigned ProgramOrder::getEnd(OpOperand &use) const {
  Block *block = use.get().getParentBlock();
  Operation *beside = block->findAncestorOpInBlock(*use.getOwner());
  bool isGone = beside == use.getOwner() && isTakenOver(use);
  return isGone ? getFirst(beside) : getLast(beside);
}

int64_t findPeakLiveBytes(func::FuncOp function,
                          llvm::function_ref<int64_t(Value)> countBytes) {
  ProgramOrder order(function);
  std::vector<int64_t> change(order.size() + 1, 0);
  auto addFrom = [&](unsigned begin, Value value) {
    unsigned end = begin;
    for (OpOperand &use : value.getUses())
      end = std::max(end, order.getEnd(use));
    int64_t bytes = countBytes(value);
    change[begin] += bytes;
    change[end + 1] -= bytes;
  };
  function.walk([&](Operation *op) {
    bool isBehind = handsOnResults(op);
    for (Value result : op->getResults())
      if (takesMemory(result) && !(isBehind && result.use_empty()))
        addFrom(isBehind ? order.getLast(op) + 1 : order.getFirst(op), result);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Value argument : block.getArguments())
          if (takesMemory(argument) && !argument.use_empty())
            addFrom(order.getFirst(&block.front()), argument);
  });
  int64_t alive = 0, most = 0;
  for (int64_t each : change) {
    alive += each;
    most = std::max(most, alive);
  }
  return most;
}

} // namespace ag
