//===- Load.cpp - a module, loaded --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Load.h"
#include "Load/Decode.h"
#include "PTX/Parser.h"
#include <cstring>

namespace ag::emulator {

static bool isInMemory(const Variable &variable) {
  return variable.space == Space::Global || variable.space == Space::Const;
}

/// Allocates globals and constants. Their bytes are those of the initializer,
/// followed by 0.
static std::optional<Error> allocate(DeviceMemory &memory,
                                     LoadedModule &loaded) {
  for (const Variable &variable : loaded.module.variables) {
    if (!isInMemory(variable))
      continue;
    if (loaded.symbols.count(variable.name) != 0)
      return Error{variable.line,
                   "'" + std::string(variable.name) + "' is there twice"};
    Allocation *made =
        memory.allocate(variable.bytes, variable.space == Space::Const);
    if (!made)
      return Error{variable.line,
                   "no memory for '" + std::string(variable.name) + "'"};
    loaded.symbols[variable.name] = {variable.space, made->base};
    std::memset(made->data.get(), 0, variable.bytes);
    if (!variable.initial.empty())
      std::memcpy(made->data.get(), variable.initial.data(),
                  variable.initial.size());
  }
  return std::nullopt;
}

/// Writes the addresses of the symbols that initializers name.
static std::optional<Error> resolve(DeviceMemory &memory,
                                    LoadedModule &loaded) {
  for (const Variable &variable : loaded.module.variables)
    for (const Reference &reference : variable.references) {
      auto found = loaded.symbols.find(reference.symbol);
      if (found == loaded.symbols.end() || !isInMemory(variable))
        return Error{variable.line, "nothing is called '" +
                                        std::string(reference.symbol) + "'"};
      uint64_t address = found->second.address + reference.addend;
      uint64_t base = loaded.symbols[variable.name].address;
      std::memcpy(memory.find(base)->data.get() + reference.position, &address,
                  sizeof(address));
    }
  return std::nullopt;
}

std::optional<Error> load(std::string text, DeviceMemory &memory,
                          LoadedModule &loaded) {
  loaded.module.text = std::move(text);
  if (std::optional<Error> error = parse(loaded.module))
    return error;
  if (std::optional<Error> error = allocate(memory, loaded))
    return error;
  if (std::optional<Error> error = resolve(memory, loaded))
    return error;
  loaded.programs.resize(loaded.module.kernels.size());
  for (size_t i = 0; i < loaded.programs.size(); ++i)
    if (std::optional<Error> error =
            decode(loaded.module, loaded.module.kernels[i], loaded.symbols,
                   loaded.programs[i]))
      return error;
  return std::nullopt;
}

void unload(LoadedModule &loaded, DeviceMemory &memory) {
  for (const auto &[name, symbol] : loaded.symbols)
    memory.free(symbol.address);
  loaded.symbols.clear();
}

} // namespace ag::emulator
