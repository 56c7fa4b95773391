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

  /// Lets the next instructions be those of the next statement.
  void startStatement();

  void append(Instruction instruction, const std::vector<Slot> &operands);

  /// Appends a form of one source, under the guard of `guarded`. Returns its
  /// result, a new register of `bits`.
  Slot convert(const std::string &form, Slot source, unsigned bits,
               Instruction guarded);

  /// Appends the end of the kernel, and points branches and operands to what
  /// they mean.
  void finish();

private:
  Program &program;
  Frame &frame;
  std::vector<size_t> firstSlots;
  std::vector<uint32_t> firstInstructions;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_PROGRAMBUILDER_H
