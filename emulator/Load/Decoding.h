//===- Decoding.h - state shared by the bodies of a program -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is known when a body is decoded? The addresses of symbols and variables
// are, and the functions decoded before, which it may call.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_DECODING_H
#define AG_EMULATOR_LOAD_DECODING_H

#include "Load/ProgramBuilder.h"
#include "Load/Symbols.h"

namespace ag::emulator {

/// A function that has been decoded or is being decoded.
struct Callee {
  const DeviceFunction *function;
  std::vector<Slot> registers;
  /// The register with the instruction that each lane returns to.
  Slot returns;
  uint32_t entry;
};

struct Decoding {
  Decoding(Program &program, const SymbolTable &symbols)
      : program(program), symbols(symbols), frame(program),
        builder(program, frame) {}

  Program &program;
  SymbolTable symbols;
  VariableTable variables;
  Frame frame;
  ProgramBuilder builder;
  std::map<std::string_view, Callee> callees;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_DECODING_H
