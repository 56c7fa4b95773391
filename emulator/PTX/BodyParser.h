//===- BodyParser.h - kernels and functions of a PTX text ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are kernels and functions parsed? These functions read the text after
// `.entry` and `.func`: parameters, attributes, declarations and statements.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_BODYPARSER_H
#define AG_EMULATOR_PTX_BODYPARSER_H

#include "PTX/Module.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

/// Reads a kernel after `.entry`. Its parameters may take `limit` bytes.
Kernel parseKernel(TokenStream &tokens, uint64_t limit);

/// Reads a function after `.func`, or its declaration, which ends in `;`. A
/// variable that calls pass may take `limit` bytes.
DeviceFunction parseFunction(TokenStream &tokens, uint64_t limit);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_BODYPARSER_H
