//===- Error.h - errors about a PTX text --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are errors about a text reported, which is not PTX or is not emulated? An
// error has a message and a line. Only the first error of a text is reported.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_ERROR_H
#define AG_EMULATOR_PTX_ERROR_H

#include <cstdint>
#include <string>
#include <string_view>

namespace ag::emulator {

struct Error {
  /// The line of the text, counted from 1.
  uint32_t line = 0;
  std::string message;
};

/// Returns a name as messages have it, in quotes.
inline std::string quote(std::string_view name) {
  return "'" + std::string(name) + "'";
}

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_ERROR_H
