//===- ProgramStates.cpp - the states of values in a plan -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ProgramStates.h"
#include "Partition/ForwardedStates.h"

using namespace mlir;

namespace ag {

ProgramStates::ProgramStates(const ShardProgram &program,
                             const ShardChoice &choice, const Mesh &mesh)
    : program(program), choice(choice),
      states(llvm::cantFail(ChosenStates::read(program.graph, choice, mesh))) {
  for (auto [number, op] : llvm::enumerate(program.ops))
    numbers[op] = number;
}

std::optional<unsigned> ProgramStates::findOp(Operation *op) const {
  auto found = numbers.find(op);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

ShardState ProgramStates::getMade(Value value) const {
  return states.ofMaker(program.tensors.at(value));
}

/// An operand that no op of the graph takes, and that is not forwarded, is
/// unsplit.
ShardState ProgramStates::getTaken(OpOperand &operand) const {
  Operation *op = operand.getOwner();
  if (std::optional<unsigned> number = findOp(op))
    return states.ofOp(*number).operands[operand.getOperandNumber()].value_or(
        getMade(operand.get()));
  if (auto end = dyn_cast<func::ReturnOp>(op)) {
    const auto *entry =
        llvm::find_if(program.entries, [&](const ShardProgram::Entry &each) {
          return each.function == end->getParentOp();
        });
    return choice.boundaries[*entry->results[operand.getOperandNumber()]];
  }
  SmallVector<Value> takers = findTakers(operand);
  return takers.empty()
             ? wholeState(
                   cast<RankedTensorType>(operand.get().getType()).getRank())
             : getMade(takers.front());
}

} // namespace ag
