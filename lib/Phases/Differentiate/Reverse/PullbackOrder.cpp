//===- PullbackOrder.cpp - the order of a block's pullbacks ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reverse/PullbackOrder.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/LinearTrait.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;

namespace ag {

/// Ops that move elements, as ag.update and tensor.insert_slice do, change an
/// operand of their result's type.
Value findChangedOperand(Operation *op) {
  if (isReshape(op))
    return op->getOperand(0);
  if (!op->hasTrait<LinearTrait>() &&
      !isa<tensor::TensorDialect>(op->getDialect()))
    return nullptr;
  auto changed = llvm::find_if(op->getOperands(), [&](Value each) {
    return each.getType() == op->getResult(0).getType();
  });
  return changed == op->operand_end() ? Value() : *changed;
}

namespace {
/// The ops of a block, and which of them change a tensor.
class BlockReads {
public:
  BlockReads(ArrayRef<Operation *> ops, function_ref<bool(Value)> isActive)
      : isActive(isActive) {
    for (auto [number, op] : llvm::enumerate(ops)) {
      positions[op] = number;
      addChanges(op);
    }
  }

  /// Returns the op before `op` after whose pullback that of `op` costs less;
  /// null if there is none. The only active value that `op` reads is a tensor
  /// that the returned op changes.
  Operation *findChanger(Operation *op) const {
    SetVector<Value> read;
    for (Value value : getUsedValues(op))
      if (isActive(value))
        read.insert(value);
    if (read.size() != 1)
      return nullptr;
    // The reshapes between the tensor and what `op` reads are pulled back after
    // `op`.
    Operation *reshape = nullptr;
    for (Value value = read.front(); value;) {
      Operation *changer = changers.lookup(value);
      if (changer && changer == reshape)
        return nullptr;
      if (changer && positions.lookup(changer) < positions.lookup(op))
        return changer;
      reshape = value.getDefiningOp();
      value = isReshape(reshape) && positions.contains(reshape)
                  ? reshape->getOperand(0)
                  : Value();
    }
    return nullptr;
  }

private:
  void addChanges(Operation *op) {
    if (isReshape(op))
      return;
    if (isa<RegionBranchOpInterface>(op)) {
      for (Value value : getUsedValues(op))
        if (isActive(value) &&
            llvm::is_contained(op->getResultTypes(), value.getType()))
          addChange(value, op);
    } else if (Value changed = findChangedOperand(op)) {
      addChange(changed, op);
    }
  }

  /// Records that `op` changes `value`. Its cotangent reaches the tensor that
  /// `value` is a reshape of by the pullback of the reshape.
  void addChange(Value value, Operation *op) {
    while (changers.try_emplace(value, op).second) {
      op = value.getDefiningOp();
      if (!isReshape(op) || !positions.contains(op))
        return;
      value = op->getOperand(0);
    }
  }

  function_ref<bool(Value)> isActive;
  DenseMap<Operation *, size_t> positions;
  /// For each tensor, the first op that changes it, or the reshape that the
  /// changed tensor comes from.
  DenseMap<Value, Operation *> changers;
};
} // namespace

SmallVector<Operation *> orderPullbacks(ArrayRef<Operation *> ops,
                                        function_ref<bool(Value)> isActive) {
  BlockReads reads(ops, isActive);
  DenseMap<Operation *, SmallVector<Operation *>> delayed;
  SmallVector<Operation *> visited;
  for (Operation *op : ops) {
    Operation *changer = reads.findChanger(op);
    (changer ? delayed[changer] : visited).push_back(op);
  }
  SmallVector<Operation *> order, pending;
  for (Operation *op : llvm::reverse(visited)) {
    pending.push_back(op);
    while (!pending.empty()) {
      Operation *next = pending.pop_back_val();
      order.push_back(next);
      if (auto found = delayed.find(next); found != delayed.end())
        llvm::append_range(pending, found->second);
    }
  }
  return order;
}

} // namespace ag
