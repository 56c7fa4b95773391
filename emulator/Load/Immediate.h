//===- Immediate.h - numbers as an instruction takes them ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bits are `1.5`, `0f3F800000` or `-1` for an instruction of a type?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_IMMEDIATE_H
#define AG_EMULATOR_LOAD_IMMEDIATE_H

#include "PTX/Module.h"

namespace ag::emulator {

/// Returns the bits of a number in `type`. Otherwise sets `why` to the end of a
/// sentence whose subject is the instruction.
uint64_t encodeImmediate(Type type, const Operand &number, std::string &why);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_IMMEDIATE_H
