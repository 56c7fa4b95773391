//===- ChosenStates.cpp - in which states a plan has values ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ChosenStates.h"
#include "HandedOn.h"

using namespace mlir;

namespace ag {

ChosenStates::ChosenStates(const ShardProgram &program,
                           const ShardChoice &choice, const Mesh &mesh)
    : program(program), choice(choice) {
  states.reserve(choice.ops.size());
  for (auto [op, own, strategy] :
       llvm::zip_equal(program.ops, program.graph.ops, choice.ops)) {
    numbers[op] = states.size();
    states.push_back(llvm::cantFail(findStates(own.rule, strategy, mesh)));
  }
}

std::optional<unsigned> ChosenStates::findOp(Operation *op) const {
  auto found = numbers.find(op);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

ShardState ChosenStates::getMade(Value value) const {
  const ShardGraph::Tensor &tensor =
      program.graph.tensors[program.tensors.at(value)];
  switch (tensor.maker.kind) {
  case ShardGraph::Party::Nobody:
    return wholeState(tensor.sizes.size());
  case ShardGraph::Party::Op:
    return states[tensor.maker.number].results[tensor.maker.place];
  case ShardGraph::Party::Border:
    return choice.borders[tensor.maker.number];
  }
  llvm_unreachable("all kinds are listed");
}

/// What no op of the graph takes, and nobody hands on, is taken whole.
ShardState ChosenStates::getTaken(OpOperand &operand) const {
  Operation *op = operand.getOwner();
  if (std::optional<unsigned> number = findOp(op))
    return states[*number].operands[operand.getOperandNumber()].value_or(
        getMade(operand.get()));
  if (auto end = dyn_cast<func::ReturnOp>(op)) {
    const auto *entry =
        llvm::find_if(program.entries, [&](const ShardProgram::Entry &each) {
          return each.function == end->getParentOp();
        });
    return choice.borders[*entry->results[operand.getOperandNumber()]];
  }
  SmallVector<Value> takers = findTakers(operand);
  return takers.empty()
             ? wholeState(
                   cast<RankedTensorType>(operand.get().getType()).getRank())
             : getMade(takers.front());
}

} // namespace ag
