//===- ElementValues.cpp - values that depend on elements -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ElementValues.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

bool isView(Operation *op) {
  return isTensorView(op) ||
         isa<tensor::DimOp, tensor::EmptyOp, tensor::InsertSliceOp,
             bufferization::AllocTensorOp>(op);
}

ElementValues::ElementValues(func::FuncOp function) {
  for (Block *block : findHostBlocks(function))
    for (Operation &op : *block)
      visit(&op);
}

bool ElementValues::contains(ValueRange range) const {
  return llvm::any_of(range, [&](Value value) { return contains(value); });
}

void ElementValues::visit(Operation *op) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  bool isMoved = !isa<tensor::InsertSliceOp>(op) && isView(op);
  bool isComputed = op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
                    llvm::none_of(op->getOperandTypes(), isTensor) &&
                    llvm::none_of(op->getResultTypes(), isTensor);
  if (isa<tensor::ExtractOp>(op) ||
      ((isMoved || isComputed) && contains(op->getOperands()))) {
    values.insert(op->result_begin(), op->result_end());
    places.try_emplace(op, places.size());
  }
}

void ElementValues::notifyOperationErased(Operation *op) {
  for (Value result : op->getResults())
    values.erase(result);
  places.erase(op);
}

SmallVector<Operation *>
ElementValues::findOrigins(ArrayRef<Value> needed) const {
  SetVector<Operation *> found;
  SmallVector<Value> open(needed);
  while (!open.empty()) {
    Value value = open.pop_back_val();
    if (contains(value) && found.insert(value.getDefiningOp()))
      llvm::append_range(open, value.getDefiningOp()->getOperands());
  }
  SmallVector<Operation *> origins = found.takeVector();
  llvm::sort(origins, [&](Operation *a, Operation *b) {
    return places.lookup(a) < places.lookup(b);
  });
  return origins;
}

} // namespace ag
