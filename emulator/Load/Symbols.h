//===- Symbols.h - addresses of symbols ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which address does `mov.b64 %rd1, tile` return? Globals and constants of a
// module have generic addresses. Shared and local variables have offsets in the
// memory of a block or a thread, and parameters in those of the launch; these
// offsets differ from kernel to kernel. Variables that a call passes are in
// local memory.
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
/// The addresses of the variables of bodies.
using VariableTable = std::map<const Variable *, Symbol>;

/// Places variables in memory. Adds those of the bodies to `variables`, and the
/// module's shared variables that the bodies name to `symbols`; arrays of
/// dynamic memory are last. Sets the program's bytes of shared and local
/// memory. Returns an error if these are too many, or std::nullopt.
std::optional<Error> layOut(Program &program,
                            const std::vector<const Body *> &bodies,
                            SymbolTable &symbols, VariableTable &variables);

/// Adds the parameters of a kernel to `symbols`.
void addParameters(const Kernel &kernel, SymbolTable &symbols);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_SYMBOLS_H
