//===- ProgramBuilder.h - instructions of a program, appended -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the instructions of a program and their operands stored? They are in
// two flat arrays. Once these are complete, branches and operands are resolved
// to indices of and pointers into them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_PROGRAMBUILDER_H
#define AG_EMULATOR_LOAD_PROGRAMBUILDER_H

#include "Load/Frame.h"

namespace ag::emulator {

class ProgramBuilder {
public:
  ProgramBuilder(Program &program, Frame &frame)
      : program(program), frame(frame) {}

  /// Starts a body: branches of the instructions that follow are to its own
  /// statements. Returns the index of its first instruction.
  uint32_t startBody();

  /// Starts the body's next statement, or its end if `statement` is null: the
  /// instructions that follow belong to it.
  void startStatement(const Statement *statement);

  void append(Instruction instruction, const std::vector<Slot> &operands);

  /// Appends an instruction of a form with one source and the guard of
  /// `guarded`. Returns its result, a new register of `bits` bits.
  Slot convert(const std::string &form, Slot source, unsigned bits,
               Instruction guarded);

  /// Resolves the targets of branches and the operands.
  void finish();

  /// Returns true if the program does not have too many instructions.
  bool isAffordable() const;

private:
  Program &program;
  Frame &frame;
  uint32_t firstStatement = 0;
  std::vector<size_t> firstSlots;
  std::vector<uint32_t> firstInstructions;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_PROGRAMBUILDER_H
