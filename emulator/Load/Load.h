//===- Load.h - a module, loaded ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a driver keep of a PTX text? The module, decoded programs of its
// kernels, and the device's memory of its globals and constants.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_LOAD_H
#define AG_EMULATOR_LOAD_LOAD_H

#include "Load/Symbols.h"
#include "Memory/DeviceMemory.h"
#include "PTX/Error.h"

namespace ag::emulator {

struct LoadedModule {
  Module module;
  std::vector<Program> programs;
  /// Globals and constants, whose names point into the module.
  SymbolTable symbols;
};

/// Loads `text` into `loaded`, which may not move afterwards. Returns what is
/// wrong; the memory that was allocated before is freed by unload in any case.
std::optional<Error> load(std::string text, DeviceMemory &memory,
                          LoadedModule &loaded);

/// Frees the memory of the module's globals and constants.
void unload(LoadedModule &loaded, DeviceMemory &memory);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_LOAD_H
