//===- Variables.h - declarations of variables --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is `.shared .align 16 .b8 tile[64][36]`, and which bytes does
// `.const .f32 t[4] = {1.0, 2.0}` begin with?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_VARIABLES_H
#define AG_EMULATOR_PTX_VARIABLES_H

#include "PTX/Module.h"
#include "PTX/TokenStream.h"

namespace ag::emulator {

/// Returns the space that a directive names (".shared"), or std::nullopt.
std::optional<Space> parseSpace(std::string_view directive);

/// Reads a declaration after its space, without the `;`, and returns it.
Variable parseVariable(TokenStream &tokens, Space space, bool isExternal);

/// Reads a variable that a call passes, or a function's parameter or result,
/// after `.param`. It may take `limit` bytes.
Variable parsePassed(TokenStream &tokens, uint64_t limit);

/// Reads a parameter of a kernel after `.param`, and appends it to those of
/// `kernel`. Together they may take `limit` bytes.
void parseParameter(TokenStream &tokens, uint64_t limit, Kernel &kernel);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_VARIABLES_H
