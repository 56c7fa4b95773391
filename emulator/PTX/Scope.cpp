//===- Scope.cpp - names of registers, variables and labels -------------===//
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
  scopes.back().firstStatement = body.statements.size();
}

void Scopes::close() {
  const Scope &scope = scopes.back();
  for (size_t i = scope.firstStatement; i < body.statements.size(); ++i)
    for (Operand &operand : body.statements[i].operands) {
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
static uint32_t append(Body &body, Type type, uint32_t count) {
  uint32_t first = static_cast<uint32_t>(body.registers.size());
  body.registers.resize(first + count, type);
  return first;
}

bool Scopes::declare(std::string_view name, Type type) {
  return scopes.back().single.insert({name, {append(body, type, 1), 0}}).second;
}

bool Scopes::declareNumbered(std::string_view prefix, Type type,
                             uint32_t count) {
  Registers registers = {append(body, type, count), count};
  return scopes.back().numbered.insert({prefix, registers}).second;
}

bool Scopes::declareVariable(Variable variable) {
  uint32_t next = static_cast<uint32_t>(body.variables.size());
  Scope &scope = scopes.back();
  bool isNew = scope.single.count(variable.name) == 0 &&
               scope.variables.insert({variable.name, next}).second;
  body.variables.push_back(std::move(variable));
  return isNew;
}

bool Scopes::declareLabel(std::string_view name) {
  uint32_t next = static_cast<uint32_t>(body.statements.size());
  return scopes.back().labels.insert({name, next}).second;
}

std::optional<uint32_t> Scopes::findRegister(const Scope &scope,
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

bool Scopes::resolve(Operand &operand) const {
  for (size_t i = scopes.size(); i-- > 0;) {
    if (auto index = findRegister(scopes[i], operand.name)) {
      operand.kind = Operand::Kind::Register;
      operand.index = *index;
      return true;
    }
    auto variable = scopes[i].variables.find(operand.name);
    if (variable != scopes[i].variables.end()) {
      operand.kind = Operand::Kind::Variable;
      operand.index = variable->second;
      return true;
    }
  }
  return false;
}

} // namespace ag::emulator
