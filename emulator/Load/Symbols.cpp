//===- Symbols.cpp - addresses of symbols -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Symbols.h"
#include <algorithm>
#include <set>

namespace ag::emulator {
namespace {
/// What a GPU has at most: of sm_90, for a block and for a thread.
constexpr uint64_t mostSharedBytes = 227 * 1024;
constexpr uint64_t mostLocalBytes = 512 * 1024;

uint64_t alignTo(uint64_t offset, uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Places the variables of one program.
class Layout {
public:
  Layout(Program &program, SymbolTable &symbols, VariableTable &variables)
      : program(program), symbols(symbols), variables(variables) {}

  std::optional<Error> run(const std::vector<const Body *> &bodies);

private:
  void collectNames(const Operand &operand);
  Symbol place(const Variable &variable);
  void placeDynamic();
  std::optional<Error> finish();

  Program &program;
  SymbolTable &symbols;
  VariableTable &variables;
  std::set<std::string_view> used;
  uint64_t sharedBytes = 0;
  uint64_t localBytes = 0;
};
} // namespace

void Layout::collectNames(const Operand &operand) {
  if (operand.kind == Operand::Kind::Symbol)
    used.insert(operand.name);
  for (const Operand &part : operand.parts)
    collectNames(part);
}

Symbol Layout::place(const Variable &variable) {
  bool isShared = variable.space == Space::Shared;
  uint64_t &bytes = isShared ? sharedBytes : localBytes;
  // What is passed is moved by eight bytes.
  uint64_t least = variable.space == Space::Param ? 16 : 1;
  uint64_t offset =
      alignTo(bytes, std::max<uint64_t>(variable.alignment, least));
  bytes = offset + variable.bytes;
  return {isShared ? Space::Shared : Space::Local, offset};
}

/// Places arrays of dynamic shared memory, which all begin at one address.
void Layout::placeDynamic() {
  uint64_t alignment = 16;
  for (const Variable &variable : program.module->variables)
    if (variable.isExternal && used.count(variable.name) != 0)
      alignment = std::max<uint64_t>(alignment, variable.alignment);
  for (const Variable &variable : program.module->variables)
    if (variable.isExternal && used.count(variable.name) != 0) {
      sharedBytes = alignTo(sharedBytes, alignment);
      symbols[variable.name] = {Space::Shared, sharedBytes};
    }
}

std::optional<Error> Layout::run(const std::vector<const Body *> &bodies) {
  for (const Body *body : bodies) {
    for (const Statement &statement : body->statements)
      for (const Operand &operand : statement.operands)
        collectNames(operand);
    for (const Variable &variable : body->variables)
      variables[&variable] = place(variable);
  }
  for (const Variable &variable : program.module->variables)
    if (variable.space == Space::Shared && !variable.isExternal &&
        used.count(variable.name) != 0)
      symbols[variable.name] = place(variable);
  placeDynamic();
  return finish();
}

/// Refuses what is too large.
std::optional<Error> Layout::finish() {
  const Kernel &kernel = *program.kernel;
  if (sharedBytes > mostSharedBytes)
    return Error{kernel.line, "the kernel takes " +
                                  std::to_string(sharedBytes) +
                                  " bytes of shared memory, at most 232448"};
  if (localBytes > mostLocalBytes)
    return Error{kernel.line, "a thread takes " + std::to_string(localBytes) +
                                  " bytes of local memory, at most 524288"};
  program.sharedBytes = static_cast<uint32_t>(sharedBytes);
  program.localBytes = static_cast<uint32_t>(localBytes);
  return std::nullopt;
}

std::optional<Error> layOut(Program &program,
                            const std::vector<const Body *> &bodies,
                            SymbolTable &symbols, VariableTable &variables) {
  return Layout(program, symbols, variables).run(bodies);
}

void addParameters(const Kernel &kernel, SymbolTable &symbols) {
  for (const Parameter &parameter : kernel.parameters)
    symbols[parameter.name] = {Space::Param, parameter.offset};
}

} // namespace ag::emulator
