//===- CallGraph.h - functions that a kernel calls ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions does a program need, and in which order are they decoded? It
// needs all functions that its kernel calls, directly or indirectly. Each is
// decoded after its callees. Calls that are not emulated are refused here: to
// functions without a body in the text, such as printf, calls by a register,
// and recursive calls.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_CALLGRAPH_H
#define AG_EMULATOR_LOAD_CALLGRAPH_H

#include "PTX/Error.h"
#include "PTX/Module.h"
#include <optional>

namespace ag::emulator {

/// The operands of `call (results), function, (inputs)`. A missing list is
/// null.
struct CallOperands {
  const Operand *results = nullptr;
  const Operand *function = nullptr;
  const Operand *inputs = nullptr;
};

/// Returns the operands of a call, or std::nullopt if the statement is not a
/// call or has other operands.
std::optional<CallOperands> findCall(const Statement &statement);

/// Appends the functions that `kernel` calls to `called`, each after its
/// callees. Returns an error about a call, or std::nullopt.
std::optional<Error> collectCalled(const Module &module, const Kernel &kernel,
                                   std::vector<const DeviceFunction *> &called);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_CALLGRAPH_H
