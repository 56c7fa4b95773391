//===- ShardedDims.cpp - padding of dimensions ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardedDims.h"
#include "Partition/ForwardedStates.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include <numeric>

using namespace mlir;

namespace ag {

ShardedDims::ShardedDims(func::FuncOp function, const ShardPlan &plan,
                         ModuleDims &dims)
    : plan(plan), dims(dims) {
  number(function);
  function.walk([&](Operation *op) {
    if (op != function)
      join(op);
  });
  joinBoundaries(function);
  split(function);
}

int64_t ShardedDims::getQuantum(Value value, unsigned dim) const {
  return dims.padded.getQuantum(values.at(value) + dim);
}

int64_t ShardedDims::getQuantum(Operation *op, unsigned loop) const {
  return dims.padded.getQuantum(loops.at(op) + loop);
}

/// Returns dimensions that are numbered from `first` on. A dynamic size is
/// rounded up to a multiple of its quantum.
StoredShape ShardedDims::getShape(RankedTensorType type, unsigned first) const {
  StoredShape shape;
  for (auto [dim, length] : llvm::enumerate(type.getShape())) {
    int64_t quantum = dims.padded.getQuantum(first + dim);
    auto planned = lengths.find(first + dim);
    bool isDynamic = planned != lengths.end();
    shape.push_back(
        {isDynamic ? int64_t(llvm::alignTo(planned->second, quantum)) : length,
         quantum});
  }
  return shape;
}

StoredShape ShardedDims::getShape(Value value) const {
  auto type = cast<RankedTensorType>(value.getType());
  StoredShape shape = getShape(type, values.at(value));
  for (auto [number, dim] : llvm::enumerate(shape))
    if (type.isDynamicDim(number))
      dim.quantum = std::gcd(dim.quantum, plan.getDivisor(value, number));
  return shape;
}

StoredShape ShardedDims::getResultShape(unsigned result,
                                        RankedTensorType type) const {
  return getShape(type, results[result]);
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// Numbers the dimensions of values and the loops of planned ops, in the order
/// of the program.
void ShardedDims::number(func::FuncOp function) {
  SizeEvaluator sizes(function, getPlannedSizes(function));
  auto measure = [&](Value value, unsigned first) {
    auto type = cast<RankedTensorType>(value.getType());
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        lengths[first + dim] =
            std::max<int64_t>(1, sizes.assumeSizeOf(value, dim));
  };
  auto take = [&](Value value) {
    if (!hasState(value))
      return;
    values[value] =
        dims.padded.add(cast<RankedTensorType>(value.getType()).getRank());
    measure(value, values[value]);
  };
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArguments(), take);
    llvm::for_each(op->getResults(), take);
    if (const PlannedOp *planned = plan.find(op))
      loops[op] = dims.padded.add(planned->own.rule.loops.size());
  });
  for (Type type : function.getResultTypes()) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    results.push_back(dims.padded.add(tensor ? tensor.getRank() : 0));
  }
  function.walk([&](func::ReturnOp op) {
    for (OpOperand &result : op->getOpOperands())
      if (hasState(result.get()))
        measure(result.get(), results[result.getOperandNumber()]);
  });
}

/// A dimension that several loops index is joined with none of them.
void ShardedDims::joinPlaces(unsigned first, const ShardRule::Places &places,
                             unsigned loops) {
  for (auto [dim, counted] : llvm::enumerate(places))
    if (counted.size() == 1)
      dims.padded.join(first + dim, loops + counted.front());
}

void ShardedDims::joinDims(Value a, Value b) {
  int64_t rank = cast<RankedTensorType>(a.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    dims.padded.join(values.at(a) + dim, values.at(b) + dim);
}

void ShardedDims::joinParameter(StringRef name, unsigned first, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return;
  auto [known, isNew] =
      dims.parameters.try_emplace(name, ModuleDims::Named{tensor, first});
  if (!isNew && known->second.type == tensor)
    for (int64_t dim = 0; dim < tensor.getRank(); ++dim)
      dims.padded.join(known->second.first + dim, first + dim);
}

/// Joins parameters of one name, and results with the arguments they take over.
void ShardedDims::joinBoundaries(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments())
    if (StringAttr name = getParameterName(argument))
      joinParameter(name, values.at(argument), argument.getType());
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    std::optional<unsigned> owner = findTakenOver(function, number);
    if (owner && function.getArgumentTypes()[*owner] != type)
      continue;
    auto tensor = dyn_cast<RankedTensorType>(type);
    for (int64_t dim = 0; owner && tensor && dim < tensor.getRank(); ++dim)
      dims.padded.join(values.at(function.getArgument(*owner)) + dim,
                       results[number] + dim);
  }
}

void ShardedDims::join(Operation *op) {
  if (auto parameter = dyn_cast<ParameterOp>(op))
    joinParameter(parameter.getName(), values.at(parameter),
                  parameter.getType());
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
      dims.padded.join(values.at(operand.get()) + dim,
                       results[operand.getOperandNumber()] + dim);
  }
}

//===----------------------------------------------------------------------===//
// Quanta
//===----------------------------------------------------------------------===//

void ShardedDims::split(unsigned first, ArrayRef<AxisList> lists) {
  for (auto [dim, axes] : llvm::enumerate(lists))
    dims.padded.split(first + dim, plan.getMesh().getSize(axes));
}

void ShardedDims::split(func::FuncOp function) {
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
