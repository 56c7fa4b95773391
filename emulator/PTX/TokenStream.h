//===- TokenStream.h - tokens, one after another ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What comes next, and is it what must come? The parsers of modules, bodies and
// operands share one stream of tokens; the first error ends the stream, so that
// they need not test for it after each step.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_TOKENSTREAM_H
#define AG_EMULATOR_PTX_TOKENSTREAM_H

#include "PTX/Lexer.h"
#include <string>

namespace ag::emulator {

class TokenStream {
public:
  explicit TokenStream(const std::vector<Token> &tokens) : tokens(tokens) {}

  const Token &peek() const { return tokens[position]; }
  const Token &peekSecond() const {
    return tokens[position + (peek().kind != Token::Kind::End)];
  }
  bool isAtEnd() const { return peek().kind == Token::Kind::End; }
  uint32_t getLine() const { return peek().line; }

  /// Returns the next token and moves past it.
  const Token &take();

  /// Moves past the next token if it is `text`; returns true if it was.
  bool accept(std::string_view text);

  /// Moves past `text`, or fails.
  void expect(std::string_view text);

  /// Moves past a word and returns it, or fails by `expected` ("a name").
  std::string_view expectWord(std::string_view expected);

  /// Moves past an unsigned number that is at most `most`, or fails and returns
  /// 0.
  uint64_t expectNumber(std::string_view expected, uint64_t most);

  /// Moves past the rest of the line of the token before.
  void skipLine();

  /// Moves past the block whose `{` comes next.
  void skipBlock();

  /// Keeps the error if it is the first, and moves to the end.
  void fail(uint32_t line, std::string message);
  void failExpected(std::string_view expected);
  const std::optional<Error> &getError() const { return error; }

private:
  const std::vector<Token> &tokens;
  size_t position = 0;
  std::optional<Error> error;
};

/// Returns the number that `text` spells in decimal, hexadecimal, octal or
/// binary, or std::nullopt if it is none of 64 bits.
std::optional<uint64_t> parseInteger(std::string_view text);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_TOKENSTREAM_H
