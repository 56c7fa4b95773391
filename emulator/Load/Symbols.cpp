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
/// The limits of ptxas: bytes of a kernel's static shared variables, which are
/// fewer than a launch may request dynamically, and bytes of a thread's local
/// memory on sm_90.
constexpr uint64_t mostSharedBytes = 48 * 1024;
constexpr uint64_t mostLocalBytes = 512 * 1024;

uint64_t alignTo(uint64_t offset, uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// The bytes that variables of a space take on a GPU, and the end of the last
/// one here, where there are gaps.
struct Region {
  uint64_t taken = 0;
  uint64_t end = 0;
};

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
  Region shared;
  Region local;
};
} // namespace

void Layout::collectNames(const Operand &operand) {
  if (operand.kind == Operand::Kind::Symbol)
    used.insert(operand.name);
  for (const Operand &part : operand.parts)
    collectNames(part);
}

/// Places a variable. Its address has the declared alignment and no greater
/// one, so that accesses that require more are found to be misaligned.
Symbol Layout::place(const Variable &variable) {
  bool isShared = variable.space == Space::Shared;
  Region &region = isShared ? shared : local;
  uint64_t alignment = variable.alignment;
  // Variables that calls pass are copied by eight bytes.
  bool isPassed = variable.space == Space::Param;
  if (isPassed)
    alignment = std::max<uint64_t>(alignment, 16);
  region.taken = alignTo(region.taken, alignment) + variable.bytes;
  uint64_t offset = alignTo(region.end, alignment);
  if (!isPassed && offset % (2 * alignment) == 0)
    offset += alignment;
  region.end = offset + variable.bytes;
  return {isShared ? Space::Shared : Space::Local, offset};
}

/// Places the arrays of dynamic shared memory, which all begin at one address.
void Layout::placeDynamic() {
  uint64_t alignment = 16;
  for (const Variable &variable : program.module->variables)
    if (variable.isExternal && used.count(variable.name) != 0)
      alignment = std::max<uint64_t>(alignment, variable.alignment);
  for (const Variable &variable : program.module->variables)
    if (variable.isExternal && used.count(variable.name) != 0) {
      shared.taken = alignTo(shared.taken, alignment);
      shared.end = alignTo(shared.end, alignment);
      symbols[variable.name] = {Space::Shared, shared.end};
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

/// Sets the program's bytes of memory. Fails if they are too many.
std::optional<Error> Layout::finish() {
  const Kernel &kernel = *program.kernel;
  if (shared.taken > mostSharedBytes)
    return Error{kernel.line, "the kernel takes " +
                                  std::to_string(shared.taken) +
                                  " bytes of shared memory, at most 49152"};
  if (local.taken > mostLocalBytes)
    return Error{kernel.line, "a thread takes " + std::to_string(local.taken) +
                                  " bytes of local memory, at most 524288"};
  program.sharedBytes = static_cast<uint32_t>(shared.end);
  program.localBytes = static_cast<uint32_t>(local.end);
  program.takenSharedBytes = static_cast<uint32_t>(shared.taken);
  program.takenLocalBytes = static_cast<uint32_t>(local.taken);
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
