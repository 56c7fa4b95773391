//===- StoredDims.cpp - how dimensions are padded -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "StoredDims.h"
#include "HandedOn.h"
#include <numeric>

using namespace mlir;

namespace ag {

StoredDims::StoredDims(func::FuncOp function, const ShardPlan &plan)
    : plan(plan) {
  number(function);
  classes.grow(size);
  function.walk([&](Operation *op) {
    if (op != function)
      join(op);
  });
  classes.compress();
  quanta.assign(classes.getNumClasses(), 1);
  split(function);
}

int64_t StoredDims::getQuantum(Value value, unsigned dim) const {
  return quanta[classes[values.at(value) + dim]];
}

int64_t StoredDims::getQuantum(Operation *op, unsigned loop) const {
  return quanta[classes[loops.at(op) + loop]];
}

/// Of dimensions that are numbered from `first` on.
StoredShape StoredDims::getShape(RankedTensorType type, unsigned first) const {
  // How much each part has of a dynamic size, for all that is known.
  constexpr int64_t some = 64;
  StoredShape shape;
  for (auto [dim, length] : llvm::enumerate(type.getShape())) {
    int64_t quantum = quanta[classes[first + dim]];
    shape.push_back(
        {ShapedType::isDynamic(length) ? some * quantum : length, quantum});
  }
  return shape;
}

StoredShape StoredDims::getShape(Value value) const {
  auto type = cast<RankedTensorType>(value.getType());
  StoredShape shape = getShape(type, values.at(value));
  for (auto [number, dim] : llvm::enumerate(shape))
    if (type.isDynamicDim(number))
      dim.quantum = std::gcd(dim.quantum, plan.getDivisor(value, number));
  return shape;
}

StoredShape StoredDims::getResultShape(unsigned result,
                                       RankedTensorType type) const {
  return getShape(type, results[result]);
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// Dimensions of values, then loops, in the order of the program.
void StoredDims::number(func::FuncOp function) {
  auto take = [&](Value value) {
    if (!hasState(value))
      return;
    values[value] = size;
    size += cast<RankedTensorType>(value.getType()).getRank();
  };
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArguments(), take);
    llvm::for_each(op->getResults(), take);
    if (const PlannedOp *planned = plan.find(op)) {
      loops[op] = size;
      size += planned->own.rule.loops.size();
    }
  });
  for (Type type : function.getResultTypes()) {
    results.push_back(size);
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      size += tensor.getRank();
  }
}

/// A dimension that counts several loops is like none of them.
void StoredDims::joinPlaces(unsigned first, const ShardRule::Places &places,
                            unsigned loops) {
  for (auto [dim, counted] : llvm::enumerate(places))
    if (counted.size() == 1)
      classes.join(first + dim, loops + counted.front());
}

void StoredDims::joinDims(Value a, Value b) {
  int64_t rank = cast<RankedTensorType>(a.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    classes.join(values.at(a) + dim, values.at(b) + dim);
}

void StoredDims::join(Operation *op) {
  if (const PlannedOp *planned = plan.find(op)) {
    const ShardRule &rule = planned->own.rule;
    for (auto [operand, places] :
         llvm::zip_equal(op->getOperands(), rule.operands))
      if (places && hasState(operand))
        joinPlaces(values.at(operand), *places, loops.at(op));
    for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
      joinPlaces(values.at(result), own.places, loops.at(op));
    return;
  }
  bool isReturn = isa<func::ReturnOp>(op);
  for (OpOperand &operand : op->getOpOperands()) {
    if (!hasState(operand.get()))
      continue;
    for (Value target : findTakers(operand))
      joinDims(operand.get(), target);
    int64_t rank = cast<RankedTensorType>(operand.get().getType()).getRank();
    for (int64_t dim = 0; isReturn && dim < rank; ++dim)
      classes.join(values.at(operand.get()) + dim,
                   results[operand.getOperandNumber()] + dim);
  }
}

//===----------------------------------------------------------------------===//
// Quanta
//===----------------------------------------------------------------------===//

void StoredDims::split(unsigned first, ArrayRef<AxisList> lists) {
  for (auto [dim, axes] : llvm::enumerate(lists)) {
    int64_t &quantum = quanta[classes[first + dim]];
    quantum = std::lcm(quantum, plan.getMesh().getSize(axes));
  }
}

void StoredDims::split(func::FuncOp function) {
  for (auto [value, first] : values)
    split(first, plan.getState(value).dims);
  function.walk([&](Operation *op) {
    if (op == function)
      return;
    for (OpOperand &operand : op->getOpOperands())
      if (hasState(operand.get()))
        if (auto state = plan.getOperandState(operand))
          split(values.at(operand.get()), state->dims);
    if (const PlannedOp *planned = plan.find(op))
      split(loops.at(op), planned->strategy.loops);
  });
}

} // namespace ag
