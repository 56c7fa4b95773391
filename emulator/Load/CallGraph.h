//===- CallGraph.h - functions that a kernel calls ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions does a program need, and in which order are they decoded? All
// that its kernel calls, directly or not, each after those that it calls. Calls
// that are not emulated are refused here: of a function that has no body in the
// text, as printf, of one that a register names, and of one that is under way.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_CALLGRAPH_H
#define AG_EMULATOR_LOAD_CALLGRAPH_H

#include "PTX/Error.h"
#include "PTX/Module.h"
#include <optional>

namespace ag::emulator {

/// The operands of `call (results), function, (inputs)`; null where a list is
/// missing.
struct CallOperands {
  const Operand *results = nullptr;
  const Operand *function = nullptr;
  const Operand *inputs = nullptr;
};

/// Returns the operands of a call, or std::nullopt if the statement is none, or
/// has other operands.
std::optional<CallOperands> findCall(const Statement &statement);

/// Fills `called` with the functions that `kernel` calls. Returns what is wrong
/// with a call, or std::nullopt.
std::optional<Error> collectCalled(const Module &module, const Kernel &kernel,
                                   std::vector<const DeviceFunction *> &called);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_CALLGRAPH_H
