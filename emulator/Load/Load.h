//===- Load.h - a module, loaded ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a driver create from a PTX text? It creates the module, the
// programs of its kernels, and memory of the device for its globals and
// constants.
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

/// Loads `text` into `loaded`, which must not move afterwards. Returns an
/// error, or std::nullopt. In both cases, unload frees the allocated memory.
std::optional<Error> load(std::string text, DeviceMemory &memory,
                          LoadedModule &loaded);

/// Frees the memory of the module's globals and constants.
void unload(LoadedModule &loaded, DeviceMemory &memory);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_LOAD_H
