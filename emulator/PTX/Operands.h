//===- Operands.h - operands of a statement -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is `[%rd3+8]`, `{%r1, %r2}` or `0f3F800000`? Reads one operand of a
// statement as it is written, whatever the instruction.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_OPERANDS_H
#define AG_EMULATOR_PTX_OPERANDS_H

#include "PTX/Scope.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

/// Reads one operand. Returns a sink after an error, which `tokens` keeps.
Operand parseOperand(TokenStream &tokens, const Scopes &scopes);

/// Reads a number, whose sign may come first: 12, -1, 1.5, 0f3F800000.
Operand parseNumber(TokenStream &tokens);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_OPERANDS_H
