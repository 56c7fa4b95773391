//===- Scope.cpp - names of registers and labels ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Scope.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

void Scopes::open() {
  scopes.emplace_back();
  scopes.back().firstStatement = kernel.statements.size();
}

void Scopes::close() {
  const Scope &scope = scopes.back();
  for (size_t i = scope.firstStatement; i < kernel.statements.size(); ++i)
    for (Operand &operand : kernel.statements[i].operands) {
      if (operand.kind != Operand::Kind::Symbol)
        continue;
      auto label = scope.labels.find(operand.name);
      if (label == scope.labels.end())
        continue;
      operand.kind = Operand::Kind::Label;
      operand.index = label->second;
    }
  scopes.pop_back();
}

/// Appends `count` registers, and returns the index of the first.
static uint32_t append(Kernel &kernel, Type type, uint32_t count) {
  uint32_t first = static_cast<uint32_t>(kernel.registers.size());
  kernel.registers.resize(first + count, type);
  return first;
}

bool Scopes::declare(std::string_view name, Type type) {
  return scopes.back()
      .single.insert({name, {append(kernel, type, 1), 0}})
      .second;
}

bool Scopes::declareNumbered(std::string_view prefix, Type type,
                             uint32_t count) {
  Registers registers = {append(kernel, type, count), count};
  return scopes.back().numbered.insert({prefix, registers}).second;
}

bool Scopes::declareLabel(std::string_view name) {
  uint32_t next = static_cast<uint32_t>(kernel.statements.size());
  return scopes.back().labels.insert({name, next}).second;
}

std::optional<uint32_t> Scopes::findIn(const Scope &scope,
                                       std::string_view name) {
  auto single = scope.single.find(name);
  if (single != scope.single.end())
    return single->second.first;
  size_t digits = name.find_last_not_of("0123456789") + 1;
  auto numbered = scope.numbered.find(name.substr(0, digits));
  std::string_view digit = name.substr(digits);
  if (numbered == scope.numbered.end() || digit.empty() || digit.size() > 9)
    return std::nullopt;
  uint32_t number = 0;
  for (char c : digit)
    number = number * 10 + (c - '0');
  if (number >= numbered->second.count)
    return std::nullopt;
  return numbered->second.first + number;
}

std::optional<uint32_t> Scopes::find(std::string_view name) const {
  for (size_t i = scopes.size(); i-- > 0;)
    if (std::optional<uint32_t> found = findIn(scopes[i], name))
      return found;
  return std::nullopt;
}

} // namespace ag::emulator
