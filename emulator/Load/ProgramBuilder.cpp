//===- ProgramBuilder.cpp - instructions of a program, appended ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/ProgramBuilder.h"
#include "Forms/Table.h"

namespace ag::emulator {

void ProgramBuilder::startStatement() {
  firstInstructions.push_back(static_cast<uint32_t>(program.code.size()));
}

void ProgramBuilder::append(Instruction instruction,
                            const std::vector<Slot> &operands) {
  instruction.statement = static_cast<uint32_t>(firstInstructions.size() - 1);
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

/// A label at the end of the kernel is of the statement behind the last, which
/// is the exit.
void ProgramBuilder::finish() {
  startStatement();
  Instruction end;
  end.run = findForm("exit")->run;
  end.effect = Effect::Exit;
  append(end, {});
  for (size_t i = 0; i < program.code.size(); ++i) {
    Instruction &instruction = program.code[i];
    instruction.slots = program.slots.data() + firstSlots[i];
    if (instruction.effect == Effect::Branch)
      instruction.target = firstInstructions[instruction.target];
  }
}

} // namespace ag::emulator
