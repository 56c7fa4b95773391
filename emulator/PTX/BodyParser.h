//===- BodyParser.h - kernels and functions of a PTX text ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do threads execute? Reads what stands behind `.entry` and `.func`: the
// parameters, attributes, and the statements with what they declare.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_BODYPARSER_H
#define AG_EMULATOR_PTX_BODYPARSER_H

#include "PTX/Module.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

/// Reads a kernel from behind `.entry`. Its parameters take at most `limit`
/// bytes.
Kernel parseKernel(TokenStream &tokens, uint64_t limit);

/// Reads a function from behind `.func`, or its declaration, which ends in `;`.
/// A variable that it passes or is passed takes at most `limit` bytes.
DeviceFunction parseFunction(TokenStream &tokens, uint64_t limit);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_BODYPARSER_H
