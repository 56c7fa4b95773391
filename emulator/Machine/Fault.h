//===- Fault.h - what went wrong in a kernel ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What did a thread do that it may not? The instruction that finds a fault says
// what and which thread; the launch adds where that is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_FAULT_H
#define AG_EMULATOR_MACHINE_FAULT_H

#include "Memory/Result.h"
#include <cstdint>
#include <string>

namespace ag::emulator {

struct Fault {
  Result result;
  /// A clause whose subject is the thread: "reads 4 bytes at ...".
  std::string message;
  /// The thread's number in its block.
  uint32_t thread;
  /// The index of Program::statements.
  uint32_t statement;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_FAULT_H
