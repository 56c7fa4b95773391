//===- Launch.cpp - a kernel, launched ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Launch.h"

namespace ag::emulator {

static std::string spell(Dim3 at) {
  return "(" + std::to_string(at[0]) + ", " + std::to_string(at[1]) + ", " +
         std::to_string(at[2]) + ")";
}

/// Returns line `number` of `text`, counted from 1, without its indentation.
static std::string_view findLine(std::string_view text, uint32_t number) {
  for (; number > 1 && !text.empty(); --number)
    text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  text = text.substr(0, text.find_first_of("\r\n"));
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t")));
  return text;
}

/// Returns a phrase about the line of the user's source; empty if it is
/// unknown.
static std::string spellLocation(const Module &module, Location location) {
  auto file = module.files.find(location.file);
  if (location.line == 0 || file == module.files.end())
    return "";
  return ", made from line " + std::to_string(location.line) + ", column " +
         std::to_string(location.column) + " of " + std::string(file->second);
}

static std::string spellFault(const Program &program, const Block &block,
                              const Fault &fault) {
  std::string text =
      "ag-emulator: kernel '" + std::string(program.kernel->name) +
      "', block " + spell(block.position) + ", thread " +
      spell(block.getThread(fault.thread)) + " " + fault.message + "\n";
  const Statement *statement = program.statements[fault.statement];
  if (!statement)
    return text;
  return text + "ag-emulator: at line " + std::to_string(statement->line) +
         " of its PTX" + spellLocation(*program.module, statement->location) +
         ": " + std::string(findLine(program.module->text, statement->line)) +
         "\n";
}

LaunchReport run(const Launch &launch, DeviceMemory &memory, Clock &clock,
                 Order &order) {
  LaunchReport report;
  Dim3 grid = launch.shape.grid;
  uint64_t plane = uint64_t(grid[0]) * grid[1], blocks = plane * grid[2];
  clock.startLaunch();
  Block block(launch.program, launch.shape, launch.parameters, memory, clock,
              order, launch.patience);
  Order::Walk walk = order.pickWalk(blocks);
  uint64_t next = walk.first;
  for (uint64_t i = 0; i < blocks; ++i, next = (next + walk.step) % blocks) {
    Dim3 at = {static_cast<uint32_t>(next % grid[0]),
               static_cast<uint32_t>(next / grid[0] % grid[1]),
               static_cast<uint32_t>(next / plane)};
    if (block.run(at))
      continue;
    report.result = block.fault->result;
    report.text = spellFault(launch.program, block, *block.fault);
    break;
  }
  report.instructions = block.getExecuted();
  return report;
}

} // namespace ag::emulator
