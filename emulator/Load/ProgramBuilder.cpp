//===- ProgramBuilder.cpp - instructions of a program, appended ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/ProgramBuilder.h"
#include "Forms/Table.h"

namespace ag::emulator {

namespace {
constexpr size_t mostInstructions = 1 << 22;
} // namespace

uint32_t ProgramBuilder::startBody() {
  firstStatement = static_cast<uint32_t>(firstInstructions.size());
  return static_cast<uint32_t>(program.code.size());
}

void ProgramBuilder::startStatement(const Statement *statement) {
  firstInstructions.push_back(static_cast<uint32_t>(program.code.size()));
  program.statements.push_back(statement);
}

void ProgramBuilder::append(Instruction instruction,
                            const std::vector<Slot> &operands) {
  instruction.statement = static_cast<uint32_t>(firstInstructions.size() - 1);
  if (instruction.effect == Effect::Branch)
    instruction.target += firstStatement;
  firstSlots.push_back(program.slots.size());
  program.slots.insert(program.slots.end(), operands.begin(), operands.end());
  program.code.push_back(instruction);
}

Slot ProgramBuilder::convert(const std::string &form, Slot source,
                             unsigned bits, Instruction guarded) {
  Slot made = frame.makeScratch(bits);
  guarded.run = findForm(form)->run;
  append(guarded, {made, source});
  return made;
}

void ProgramBuilder::finish() {
  for (size_t i = 0; i < program.code.size(); ++i) {
    Instruction &instruction = program.code[i];
    instruction.slots = program.slots.data() + firstSlots[i];
    if (instruction.effect == Effect::Branch)
      instruction.target = firstInstructions[instruction.target];
  }
}

bool ProgramBuilder::isAffordable() const {
  return program.code.size() <= mostInstructions;
}

} // namespace ag::emulator
