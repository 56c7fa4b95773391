//===- Symbols.h - addresses of symbols ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which address does `mov.b64 %rd1, tile` give? Globals and constants of a
// module have generic addresses; shared and local variables have offsets in a
// block's and a thread's memory, and parameters in those of the launch, which
// all differ from kernel to kernel. What a call passes is local memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_SYMBOLS_H
#define AG_EMULATOR_LOAD_SYMBOLS_H

#include "Machine/Program.h"
#include "PTX/Error.h"
#include <optional>

namespace ag::emulator {

struct Symbol {
  Space space;
  uint64_t address;
};

using SymbolTable = std::map<std::string_view, Symbol>;
/// Where variables of bodies are.
using VariableTable = std::map<const Variable *, Symbol>;

/// Fills `variables` with those of the bodies, and adds the shared ones of the
/// module that they name to `symbols`; those of a launch's dynamic memory come
/// last. Sets the bytes of shared and local memory that the program takes.
std::optional<Error> layOut(Program &program,
                            const std::vector<const Body *> &bodies,
                            SymbolTable &symbols, VariableTable &variables);

/// Adds the parameters of a kernel.
void addParameters(const Kernel &kernel, SymbolTable &symbols);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_SYMBOLS_H
