//===- Operands.cpp - operands of a statement ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Operands.h"
#include <cstdlib>
#include <cstring>

namespace ag::emulator {

/// Returns the bits of a number with the prefix `0f` or `0d` and exactly
/// `digits` hexadecimal digits.
static std::optional<uint64_t> parseFloatBits(std::string_view text,
                                              char letter, size_t digits) {
  if (text.size() != digits + 2 || text[0] != '0' || (text[1] | 0x20) != letter)
    return std::nullopt;
  return parseInteger("0x" + std::string(text.substr(2)));
}

/// Returns the number `text` as an operand, or std::nullopt if it is no number.
static std::optional<Operand> parsePlainNumber(std::string_view text) {
  Operand operand;
  operand.kind = Operand::Kind::Float;
  if (std::optional<uint64_t> single = parseFloatBits(text, 'f', 8)) {
    operand.bits = *single;
    operand.isSingle = true;
    return operand;
  }
  if (std::optional<uint64_t> wide = parseFloatBits(text, 'd', 16)) {
    operand.bits = *wide;
    return operand;
  }
  if (std::optional<uint64_t> integer = parseInteger(text)) {
    operand.kind = Operand::Kind::Integer;
    operand.bits = *integer;
    return operand;
  }
  if (text.find_first_of(".eE") == text.npos ||
      text.find_first_of("xXnNpP") != text.npos)
    return std::nullopt;
  std::string copy(text);
  char *end = nullptr;
  double number = std::strtod(copy.c_str(), &end);
  if (*end != 0)
    return std::nullopt;
  std::memcpy(&operand.bits, &number, sizeof(number));
  return operand;
}

Operand parseNumber(TokenStream &tokens) {
  bool isNegative = false;
  while (tokens.peek().text == "-" || tokens.peek().text == "+")
    isNegative ^= tokens.take().text == "-";
  bool isNumber = tokens.peek().kind == Token::Kind::Number;
  std::optional<Operand> operand;
  if (isNumber)
    operand = parsePlainNumber(tokens.peek().text);
  if (!operand) {
    tokens.failExpected("a number");
    return Operand();
  }
  tokens.take();
  if (isNegative && operand->kind == Operand::Kind::Integer)
    operand->bits = 0 - operand->bits;
  else if (isNegative)
    operand->bits ^= operand->isSingle ? 1ull << 31 : 1ull << 63;
  return *operand;
}

/// Reads `+8`, `-8` or `+-8` after the base of an address. Returns 0 if there
/// is no offset.
static int64_t parseOffset(TokenStream &tokens) {
  if (tokens.peek().text != "+" && tokens.peek().text != "-")
    return 0;
  Operand number = parseNumber(tokens);
  if (number.kind == Operand::Kind::Float)
    tokens.failExpected("an integer");
  return static_cast<int64_t>(number.bits);
}

/// Reads a word: a register, a variable, a special register, or else a symbol.
static Operand parseName(TokenStream &tokens, const Scopes &scopes) {
  Operand operand;
  uint32_t line = tokens.getLine();
  operand.name = tokens.expectWord("an operand");
  if (operand.name == "_")
    return operand;
  if (scopes.resolve(operand))
    return operand;
  bool isPercent = !operand.name.empty() && operand.name[0] == '%';
  operand.kind = isPercent ? Operand::Kind::Special : Operand::Kind::Symbol;
  if (!isPercent && operand.name.find('.') != std::string_view::npos)
    tokens.fail(line, "no operand is '" + std::string(operand.name) + "'");
  return operand;
}

static Operand parseAddress(TokenStream &tokens, const Scopes &scopes) {
  Operand address;
  address.kind = Operand::Kind::Address;
  tokens.expect("[");
  bool isName = tokens.peek().kind == Token::Kind::Word;
  address.parts.push_back(isName ? parseName(tokens, scopes)
                                 : parseNumber(tokens));
  address.offset = parseOffset(tokens);
  tokens.expect("]");
  return address;
}

/// Reads `{a, b}` or `(a, b)`. The latter may have no parts.
static Operand parseParts(TokenStream &tokens, const Scopes &scopes) {
  Operand operand;
  bool isList = tokens.take().text == "(";
  operand.kind = isList ? Operand::Kind::List : Operand::Kind::Vector;
  if (isList && tokens.accept(")"))
    return operand;
  do {
    bool isName = tokens.peek().kind == Token::Kind::Word;
    operand.parts.push_back(isName ? parseName(tokens, scopes)
                                   : parseNumber(tokens));
  } while (tokens.accept(","));
  tokens.expect(isList ? ")" : "}");
  return operand;
}

Operand parseOperand(TokenStream &tokens, const Scopes &scopes) {
  if (tokens.peek().text == "[")
    return parseAddress(tokens, scopes);
  if (tokens.peek().text == "{" || tokens.peek().text == "(")
    return parseParts(tokens, scopes);
  bool isNegated = tokens.accept("!");
  if (!isNegated && tokens.peek().kind != Token::Kind::Word)
    return parseNumber(tokens);
  Operand operand = parseName(tokens, scopes);
  operand.isNegated = isNegated;
  if (operand.kind == Operand::Kind::Symbol ||
      operand.kind == Operand::Kind::Variable)
    operand.offset = parseOffset(tokens);
  if (!tokens.accept("|"))
    return operand;
  Operand pair;
  pair.kind = Operand::Kind::Pair;
  pair.parts.push_back(operand);
  pair.parts.push_back(parseName(tokens, scopes));
  return pair;
}

} // namespace ag::emulator
