//===- Parser.h - a PTX text as a module --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a PTX text say? The parser knows the grammar of PTX and no
// instruction: Load/BodyDecoder.h reads those.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_PARSER_H
#define AG_EMULATOR_PTX_PARSER_H

#include "PTX/Error.h"
#include "PTX/Module.h"
#include <optional>

namespace ag::emulator {

/// Fills in the rest of `module` from its `text`. Returns what is wrong with
/// the text, or std::nullopt.
std::optional<Error> parse(Module &module);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_PARSER_H
