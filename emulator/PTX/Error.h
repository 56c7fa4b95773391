//===- Error.h - what is wrong with a PTX text --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does loading say that a text is not PTX, or PTX that is not emulated? By
// one sentence and the line that it is about; the first one found is kept.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_ERROR_H
#define AG_EMULATOR_PTX_ERROR_H

#include <cstdint>
#include <string>

namespace ag::emulator {

struct Error {
  /// The line of the text, counted from 1.
  uint32_t line = 0;
  std::string message;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_ERROR_H
