//===- Immediate.h - bits of immediate operands -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the bits of `1.5`, `0f3F800000` or `-1` in the type of an
// instruction?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_IMMEDIATE_H
#define AG_EMULATOR_LOAD_IMMEDIATE_H

#include "PTX/Module.h"

namespace ag::emulator {

/// Returns the bits of a number in `type`. If the type does not take the
/// number, sets `why` to the end of a sentence whose subject is the
/// instruction.
uint64_t encodeImmediate(Type type, const Operand &number, std::string &why);

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_IMMEDIATE_H
