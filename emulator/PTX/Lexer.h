//===- Lexer.h - from PTX to tokens -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the words, numbers and signs of a PTX text? For
//
//   @%p1 ld.global.b32 %r4, [%rd3+8];
//
// the tokens are `@`, `%p1`, `ld.global.b32`, `%r4`, `,`, `[`, `%rd3`, `+`,
// `8`, `]` and `;`. A word includes its modifiers, because names have no dots
// in PTX.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_LEXER_H
#define AG_EMULATOR_PTX_LEXER_H

#include "PTX/Error.h"
#include <optional>
#include <string_view>
#include <vector>

namespace ag::emulator {

struct Token {
  enum class Kind : uint8_t { Word, Directive, Number, String, Sign, End };
  Kind kind;
  /// The text of the token; without the quotes for a string.
  std::string_view text;
  uint32_t line;
};

/// Appends the tokens of `text`, which must outlive them, and one of kind End.
/// Returns an error, or std::nullopt.
std::optional<Error> lex(std::string_view text, std::vector<Token> &tokens);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_LEXER_H
