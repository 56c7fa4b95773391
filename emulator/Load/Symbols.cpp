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

/// Places the variables of one kernel.
class Layout {
public:
  Layout(Program &program, SymbolTable &symbols)
      : program(program), symbols(symbols) {}

  std::optional<Error> run();

private:
  void collectNames(const Operand &operand);
  void place(const Variable &variable);
  void placeDynamic();

  Program &program;
  SymbolTable &symbols;
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

void Layout::place(const Variable &variable) {
  uint64_t &bytes = variable.space == Space::Shared ? sharedBytes : localBytes;
  uint64_t offset = alignTo(bytes, variable.alignment);
  bytes = offset + variable.bytes;
  symbols[variable.name] = {variable.space, offset};
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

std::optional<Error> Layout::run() {
  const Kernel &kernel = *program.kernel;
  for (const Statement &statement : kernel.statements)
    for (const Operand &operand : statement.operands)
      collectNames(operand);
  for (const Parameter &parameter : kernel.parameters)
    symbols[parameter.name] = {Space::Param, parameter.offset};
  for (const Variable &variable : kernel.variables)
    place(variable);
  for (const Variable &variable : program.module->variables)
    if (variable.space == Space::Shared && !variable.isExternal &&
        used.count(variable.name) != 0)
      place(variable);
  placeDynamic();
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

std::optional<Error> layOut(Program &program, SymbolTable &symbols) {
  return Layout(program, symbols).run();
}

} // namespace ag::emulator
