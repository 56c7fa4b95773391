//===- Operands.h - operands of a statement -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are operands such as `[%rd3+8]`, `{%r1, %r2}` or `0f3F800000` parsed? The
// syntax is the same for all instructions.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_OPERANDS_H
#define AG_EMULATOR_PTX_OPERANDS_H

#include "PTX/Scope.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

/// Reads one operand. On an error, which `tokens` stores, returns a sink.
Operand parseOperand(TokenStream &tokens, const Scopes &scopes);

/// Reads a number with an optional sign: 12, -1, 1.5, 0f3F800000.
Operand parseNumber(TokenStream &tokens);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_OPERANDS_H
