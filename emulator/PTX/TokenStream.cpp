//===- TokenStream.cpp - the tokens that parsers read -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/TokenStream.h"

namespace ag::emulator {

const Token &TokenStream::take() {
  const Token &token = peek();
  position += token.kind != Token::Kind::End;
  return token;
}

bool TokenStream::accept(std::string_view text) {
  if (peek().text != text || peek().kind == Token::Kind::String || isAtEnd())
    return false;
  take();
  return true;
}

void TokenStream::expect(std::string_view text) {
  if (!accept(text))
    failExpected("'" + std::string(text) + "'");
}

std::string_view TokenStream::expectWord(std::string_view expected) {
  if (peek().kind == Token::Kind::Word)
    return take().text;
  failExpected(expected);
  return {};
}

uint64_t TokenStream::expectNumber(std::string_view expected, uint64_t most) {
  if (peek().kind == Token::Kind::Number)
    if (std::optional<uint64_t> number = parseInteger(peek().text)) {
      if (*number <= most) {
        take();
        return *number;
      }
      fail(getLine(), std::string(expected) + " is " +
                          std::string(peek().text) + ", expected at most " +
                          std::to_string(most));
      return 0;
    }
  failExpected(expected);
  return 0;
}

void TokenStream::skipLine() {
  uint32_t line = tokens[position ? position - 1 : 0].line;
  while (!isAtEnd() && getLine() == line)
    take();
}

void TokenStream::skipBlock() {
  uint32_t line = getLine();
  size_t depth = 0;
  do {
    if (isAtEnd())
      return fail(line, "the block has no end");
    depth += peek().text == "{";
    depth -= take().text == "}";
  } while (depth > 0);
}

void TokenStream::fail(uint32_t line, std::string message) {
  if (!error)
    error = Error{line, std::move(message)};
  position = tokens.size() - 1;
}

void TokenStream::failExpected(std::string_view expected) {
  std::string found =
      isAtEnd() ? "the text ends" : "found '" + std::string(peek().text) + "'";
  fail(getLine(), "expected " + std::string(expected) + ", but " + found);
}

/// Returns the base of the number `text`, and removes its prefix.
static unsigned takeBase(std::string_view &text) {
  auto begins = [&](char c) {
    return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == c;
  };
  unsigned base = begins('x') ? 16 : begins('b') ? 2 : 10;
  if (base != 10)
    text.remove_prefix(2);
  else if (text.size() > 1 && text[0] == '0')
    base = 8;
  return base;
}

std::optional<uint64_t> parseInteger(std::string_view text) {
  if (!text.empty() && (text.back() | 0x20) == 'u')
    text.remove_suffix(1);
  unsigned base = takeBase(text);
  if (text.empty())
    return std::nullopt;
  uint64_t number = 0;
  for (char c : text) {
    unsigned digit = c >= '0' && c <= '9'   ? c - '0'
                     : c >= 'a' && c <= 'f' ? c - 'a' + 10
                     : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                            : 99;
    if (digit >= base || number > (UINT64_MAX - digit) / base)
      return std::nullopt;
    number = number * base + digit;
  }
  return number;
}

} // namespace ag::emulator
