//===- TokenStream.h - the tokens that parsers read ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the next token, and is it an expected one? The parsers of modules,
// bodies and operands share one stream of tokens. The first error ends the
// stream, so that they need not check for errors after each step.
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

  /// Returns the next token and skips it.
  const Token &take();

  /// Skips the next token and returns true if it is `text`.
  bool accept(std::string_view text);

  /// Skips `text`, or fails.
  void expect(std::string_view text);

  /// Skips a word and returns it, or fails. `expected` describes the word in
  /// the error, for example "a name".
  std::string_view expectWord(std::string_view expected);

  /// Skips an unsigned number of at most `most` and returns it, or fails and
  /// returns 0.
  uint64_t expectNumber(std::string_view expected, uint64_t most);

  /// Skips the rest of the previous token's line.
  void skipLine();

  /// Skips the block whose `{` is next.
  void skipBlock();

  /// Stores the error if it is the first, and moves to the end.
  void fail(uint32_t line, std::string message);
  void failExpected(std::string_view expected);
  const std::optional<Error> &getError() const { return error; }

private:
  const std::vector<Token> &tokens;
  size_t position = 0;
  std::optional<Error> error;
};

/// Returns the value of `text` in decimal, hexadecimal, octal or binary, or
/// std::nullopt if it is not a number of 64 bits.
std::optional<uint64_t> parseInteger(std::string_view text);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_TOKENSTREAM_H
