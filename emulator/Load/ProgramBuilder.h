//===- ProgramBuilder.h - instructions of a program, appended -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where do instructions of a program and their operands go? Into two flat
// arrays; once all are there, branches and operands are made to point into
// these.
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

  /// Lets the next instructions be those of a body, whose branches are to its
  /// own statements. Returns the index of the first.
  uint32_t startBody();

  /// Lets the next instructions be those of the body's next statement, or of
  /// its end if that is null.
  void startStatement(const Statement *statement);

  void append(Instruction instruction, const std::vector<Slot> &operands);

  /// Appends a form of one source, under the guard of `guarded`. Returns its
  /// result, a new register of `bits`.
  Slot convert(const std::string &form, Slot source, unsigned bits,
               Instruction guarded);

  /// Points branches and operands to what they mean.
  void finish();

  /// Returns true if there are no more instructions than a program may have.
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
