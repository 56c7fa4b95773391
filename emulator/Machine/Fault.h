//===- Fault.h - faults of kernels --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the fault of a kernel, and of which thread? The instruction that
// finds it sets both; the launch adds the location.
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
