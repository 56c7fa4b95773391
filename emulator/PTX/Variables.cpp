//===- Variables.cpp - declarations of variables ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Variables.h"
#include "PTX/Operands.h"
#include <algorithm>
#include <cstring>

namespace ag::emulator {
namespace {
/// The greatest size of a variable; more is an error.
constexpr uint64_t mostBytes = 1ull << 28;

/// The part of a declaration between its space and its name.
struct Declared {
  Type type = Type::B8;
  uint32_t alignment = 0;
  uint32_t lanes = 1;
};
} // namespace

std::optional<Space> parseSpace(std::string_view directive) {
  constexpr std::pair<std::string_view, Space> spaces[] = {
      {".global", Space::Global}, {".shared", Space::Shared},
      {".local", Space::Local},   {".const", Space::Const},
      {".param", Space::Param},
  };
  for (auto [name, space] : spaces)
    if (name == directive)
      return space;
  return std::nullopt;
}

static uint32_t parseAlignment(TokenStream &tokens) {
  uint32_t line = tokens.getLine();
  uint64_t alignment = tokens.expectNumber("an alignment", 1 << 16);
  if (alignment == 0 || (alignment & (alignment - 1)) != 0)
    tokens.fail(line, "an alignment has to be a power of two");
  return static_cast<uint32_t>(alignment);
}

/// Reads `.align 4 .v2 .b32` and, for a parameter, `.ptr .global .align 1`.
static Declared parseDeclared(TokenStream &tokens) {
  Declared declared;
  bool hasType = false, isPointee = false;
  while (tokens.peek().kind == Token::Kind::Directive) {
    std::string_view name = tokens.take().text;
    std::optional<Type> type = parseType(name.substr(1));
    if (name == ".align") {
      uint32_t alignment = parseAlignment(tokens);
      if (!isPointee)
        declared.alignment = alignment;
    } else if (name == ".v2" || name == ".v4") {
      declared.lanes = name[2] - '0';
    } else if (name == ".ptr") {
      isPointee = true;
    } else if (type && !hasType && *type != Type::Pred) {
      declared.type = *type;
      hasType = true;
    } else if (!isPointee || !parseSpace(name)) {
      tokens.failExpected("a type or an alignment behind '" +
                          std::string(name) + "'");
    }
  }
  if (!hasType)
    tokens.failExpected("a type");
  uint32_t natural = bitsOf(declared.type) / 8 * declared.lanes;
  declared.alignment = std::max(declared.alignment, natural);
  return declared;
}

/// Reads `[64][36]` and returns the product; 0 if the first is `[]`.
static uint64_t parseExtents(TokenStream &tokens) {
  uint64_t count = 1;
  while (tokens.accept("[")) {
    if (tokens.accept("]"))
      count = 0;
    else {
      count *= tokens.expectNumber("an array's size", mostBytes);
      tokens.expect("]");
    }
    if (count > mostBytes)
      tokens.fail(tokens.getLine(), "the array is larger than 256 MiB");
  }
  return count;
}

/// Appends the bytes of one number or symbol of an initializer.
static void parseInitialValue(TokenStream &tokens, Type type, Variable &made) {
  unsigned bytes = bitsOf(type) / 8;
  uint64_t position = made.initial.size();
  made.initial.resize(position + bytes);
  bool isGeneric = tokens.accept("generic");
  if (isGeneric)
    tokens.expect("(");
  if (tokens.peek().kind == Token::Kind::Word) {
    std::string_view symbol = tokens.take().text;
    if (isGeneric)
      tokens.expect(")");
    bool hasAddend = tokens.peek().text == "+" || tokens.peek().text == "-";
    Operand addend = hasAddend ? parseNumber(tokens) : Operand();
    if (bytes < 8)
      tokens.fail(tokens.getLine(), "an address takes 64 bits");
    made.references.push_back(
        {position, symbol, static_cast<int64_t>(addend.bits)});
    return;
  }
  Operand number = parseNumber(tokens);
  if (number.kind == Operand::Kind::Float && type == Type::F32 &&
      !number.isSingle) {
    double wide;
    std::memcpy(&wide, &number.bits, sizeof(wide));
    float narrow = static_cast<float>(wide);
    number.bits = 0;
    std::memcpy(&number.bits, &narrow, sizeof(narrow));
  }
  std::memcpy(&made.initial[position], &number.bits, bytes);
}

/// Reads `1, 2` or `{1, {2, 3}}`. Nested braces have no meaning beyond the
/// order.
static void parseInitializer(TokenStream &tokens, Type type, Variable &made) {
  unsigned depth = 0;
  do {
    while (tokens.accept("{"))
      ++depth;
    if (tokens.peek().text != "}")
      parseInitialValue(tokens, type, made);
    while (depth > 0 && tokens.accept("}"))
      --depth;
  } while (depth > 0 && tokens.accept(","));
  if (depth > 0)
    tokens.failExpected("'}'");
}

Variable parseVariable(TokenStream &tokens, Space space, bool isExternal) {
  Variable made = {{}, space, tokens.getLine(), Type::B8, 1, 0, isExternal,
                   {}, {}};
  Declared declared = parseDeclared(tokens);
  made.name = tokens.expectWord("the variable's name");
  made.type = declared.type;
  made.alignment = declared.alignment;
  uint64_t one = bitsOf(declared.type) / 8 * declared.lanes;
  made.bytes = one * parseExtents(tokens);
  uint32_t line = tokens.getLine();
  if (tokens.accept("=")) {
    if (space != Space::Global && space != Space::Const)
      tokens.fail(line, "only globals and constants begin with values");
    parseInitializer(tokens, declared.type, made);
  }
  if (made.bytes == 0 && !isExternal)
    made.bytes = made.initial.size();
  if (made.initial.size() > made.bytes)
    tokens.fail(made.line, "'" + std::string(made.name) + "' has " +
                               std::to_string(made.initial.size()) +
                               " bytes of values, but " +
                               std::to_string(made.bytes) + " of memory");
  bool isDynamic = isExternal && space == Space::Shared;
  if (made.bytes > mostBytes || (made.bytes == 0 && !isDynamic) ||
      (isExternal && !isDynamic))
    tokens.fail(made.line, "'" + std::string(made.name) +
                               "' has no bytes in this text, or too many");
  return made;
}

Variable parsePassed(TokenStream &tokens, uint64_t limit) {
  Variable made = parseVariable(tokens, Space::Param, false);
  if (made.bytes > limit)
    tokens.fail(made.line, "'" + std::string(made.name) + "' takes more than " +
                               std::to_string(limit) + " bytes");
  return made;
}

void parseParameter(TokenStream &tokens, uint64_t limit, Kernel &kernel) {
  uint32_t line = tokens.getLine();
  Declared declared = parseDeclared(tokens);
  std::string_view name = tokens.expectWord("the parameter's name");
  uint64_t bytes =
      bitsOf(declared.type) / 8 * declared.lanes * parseExtents(tokens);
  uint64_t alignment = declared.alignment;
  uint64_t offset =
      (kernel.parameterBytes + alignment - 1) / alignment * alignment;
  if (bytes == 0 || offset + bytes > limit) {
    tokens.fail(line, "the parameters take more than " + std::to_string(limit) +
                          " bytes, or '" + std::string(name) + "' takes none");
    return;
  }
  kernel.parameters.push_back(
      {name, static_cast<uint32_t>(offset), static_cast<uint32_t>(bytes)});
  kernel.parameterBytes = static_cast<uint32_t>(offset + bytes);
}

} // namespace ag::emulator
