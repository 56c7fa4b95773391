//===- Parser.h - from PTX to a module ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a PTX text parsed? The parser knows the grammar of PTX, but no
// instructions; Load/BodyDecoder.h decodes these.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_PARSER_H
#define AG_EMULATOR_PTX_PARSER_H

#include "PTX/Error.h"
#include "PTX/Module.h"
#include <optional>

namespace ag::emulator {

/// Sets all fields of `module` from its `text`. Returns an error, or
/// std::nullopt.
std::optional<Error> parse(Module &module);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_PARSER_H
