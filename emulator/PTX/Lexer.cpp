//===- Lexer.cpp - from PTX to tokens -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Lexer.h"

namespace ag::emulator {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '$' || c == '%';
}
bool isInWord(char c) { return isLetter(c) || isDigit(c); }

class Lexer {
public:
  Lexer(std::string_view text, std::vector<Token> &tokens)
      : text(text), tokens(tokens) {}

  std::optional<Error> run() {
    while (!error && skipSpace())
      takeToken();
    tokens.push_back({Token::Kind::End, {}, line});
    return error;
  }

private:
  char at(size_t index) const { return index < text.size() ? text[index] : 0; }

  /// Moves to the next token. Returns false at the end of the text.
  bool skipSpace();
  bool skipComment();
  void takeToken();
  void takeString();
  size_t endOfWord(size_t index) const;
  size_t endOfNumber(size_t index) const;
  void take(Token::Kind kind, size_t end) {
    tokens.push_back({kind, text.substr(position, end - position), line});
    position = end;
  }

  std::string_view text;
  std::vector<Token> &tokens;
  size_t position = 0;
  uint32_t line = 1;
  std::optional<Error> error;
};

} // namespace

bool Lexer::skipComment() {
  if (text.substr(position, 2) == "//") {
    size_t end = text.find('\n', position);
    position = end == text.npos ? text.size() : end;
    return true;
  }
  if (text.substr(position, 2) != "/*")
    return false;
  size_t end = text.find("*/", position + 2);
  if (end == text.npos) {
    error = Error{line, "the comment has no end"};
    end = text.size();
  }
  for (; position < end; ++position)
    line += text[position] == '\n';
  position = end + 2;
  return true;
}

bool Lexer::skipSpace() {
  while (position < text.size()) {
    char c = text[position];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      line += c == '\n';
      ++position;
    } else if (!skipComment()) {
      return true;
    }
  }
  return false;
}

/// Returns the end of the word or directive that begins at `index`: names
/// joined by dots, and by `::` as in `.L1::evict_last`.
size_t Lexer::endOfWord(size_t index) const {
  bool hasDot = at(index) == '.';
  ++index;
  while (true) {
    if (isInWord(at(index))) {
      ++index;
    } else if (at(index) == '.' && isInWord(at(index + 1))) {
      hasDot = true;
      ++index;
    } else if (hasDot && at(index) == ':' && at(index + 1) == ':' &&
               isInWord(at(index + 2))) {
      index += 2;
    } else {
      return index;
    }
  }
}

/// Returns the end of the number that begins at `index`, such as `0x1f`,
/// `0f3FC00000`, `12U` or `1.5e-3`.
size_t Lexer::endOfNumber(size_t index) const {
  size_t begin = index;
  while (isInWord(at(index)) || (at(index) == '.' && isDigit(at(index + 1))) ||
         ((at(index) == '-' || at(index) == '+') &&
          (at(index - 1) == 'e' || at(index - 1) == 'E') &&
          at(begin + 1) != 'x' && at(begin + 1) != 'X' &&
          at(begin + 1) != 'f' && at(begin + 1) != 'F' &&
          at(begin + 1) != 'd' && at(begin + 1) != 'D'))
    ++index;
  return index;
}

void Lexer::takeString() {
  size_t end = position + 1;
  while (end < text.size() && text[end] != '"' && text[end] != '\n')
    end += text[end] == '\\' ? 2 : 1;
  if (end >= text.size() || text[end] != '"') {
    error = Error{line, "the string has no end"};
    position = text.size();
    return;
  }
  ++position;
  take(Token::Kind::String, end);
  ++position;
}

void Lexer::takeToken() {
  char c = text[position];
  if (c == '"')
    return takeString();
  if (isDigit(c))
    return take(Token::Kind::Number, endOfNumber(position));
  if (isLetter(c))
    return take(Token::Kind::Word, endOfWord(position));
  if (c == '.' && isLetter(at(position + 1)))
    return take(Token::Kind::Directive, endOfWord(position));
  if (std::string_view("{}[]()<>,;:@!=+-*/|&~?^").find(c) != text.npos)
    return take(Token::Kind::Sign, position + 1);
  error = Error{line, "a character of code " +
                          std::to_string(static_cast<unsigned char>(c)) +
                          " is no part of PTX"};
}

std::optional<Error> lex(std::string_view text, std::vector<Token> &tokens) {
  return Lexer(text, tokens).run();
}

} // namespace ag::emulator
