//===- Decode.h - from a kernel to a program ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the threads of a kernel execute? The bodies of the kernel and of the
// functions that it calls become one program, in the order of
// Machine/Program.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_DECODE_H
#define AG_EMULATOR_LOAD_DECODE_H

#include "Load/Symbols.h"

namespace ag::emulator {

/// Decodes `kernel` into `program`. `symbols` has the module's globals and
/// constants. Returns an error, or std::nullopt.
std::optional<Error> decode(const Module &module, const Kernel &kernel,
                            const SymbolTable &symbols, Program &program);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_DECODE_H
