//===- BodyParser.cpp - kernels and functions of a PTX text -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/BodyParser.h"
#include "PTX/Operands.h"
#include "PTX/Variables.h"

namespace ag::emulator {
namespace {
/// The limits of the registers and statements of a body, and of nested scopes.
constexpr size_t mostRegisters = 1 << 16;
constexpr size_t mostStatements = 1 << 22;
constexpr size_t mostScopes = 64;

/// Reads the parts that kernels and functions have in common.
class BodyParser {
public:
  BodyParser(TokenStream &tokens, uint64_t limit, Body &body)
      : tokens(tokens), limit(limit), body(body), scopes(body) {}

  /// Reads `{ ... }`.
  void run();

  /// Reads `(.param .b32 a, .reg .b32 b)`, which may be missing.
  std::vector<Formal> parseFormals();

private:
  Formal parseFormal();
  void declare(Variable variable);
  std::optional<Type> parseRegisterType();
  void checkRegister(uint32_t line, std::string_view name, bool isNew);
  void parseDirective();
  void parseRegisters();
  void parseLabel();
  void parseStatement();

  TokenStream &tokens;
  const uint64_t limit;
  Body &body;
  Scopes scopes;
  Location location = {0, 0, 0};
};
} // namespace

static Location parseLocation(TokenStream &tokens) {
  Location location;
  location.file =
      static_cast<uint32_t>(tokens.expectNumber("a file", UINT32_MAX));
  location.line =
      static_cast<uint32_t>(tokens.expectNumber("a line", UINT32_MAX));
  location.column =
      static_cast<uint32_t>(tokens.expectNumber("a column", UINT32_MAX));
  tokens.skipLine();
  return location;
}

static void skipToSemicolon(TokenStream &tokens) {
  while (!tokens.isAtEnd() && !tokens.accept(";"))
    tokens.take();
}

void BodyParser::run() {
  tokens.expect("{");
  size_t depth = 1;
  while (depth > 0 && !tokens.getError()) {
    if (tokens.accept("{")) {
      scopes.open();
      if (++depth > mostScopes)
        tokens.fail(tokens.getLine(), "more than 64 blocks in each other");
    } else if (tokens.accept("}")) {
      scopes.close();
      --depth;
    } else if (tokens.isAtEnd()) {
      tokens.fail(body.line, "'" + std::string(body.name) + "' has no end");
    } else if (tokens.peek().kind == Token::Kind::Directive) {
      parseDirective();
    } else if (tokens.peekSecond().text == ":") {
      parseLabel();
    } else {
      parseStatement();
    }
  }
}

std::vector<Formal> BodyParser::parseFormals() {
  std::vector<Formal> formals;
  if (!tokens.accept("(") || tokens.accept(")"))
    return formals;
  do
    formals.push_back(parseFormal());
  while (tokens.accept(","));
  tokens.expect(")");
  return formals;
}

Formal BodyParser::parseFormal() {
  uint32_t line = tokens.getLine();
  if (tokens.accept(".reg")) {
    Formal formal = {true, static_cast<uint32_t>(body.registers.size())};
    std::optional<Type> type = parseRegisterType();
    std::string_view name = tokens.expectWord("the parameter's name");
    if (type)
      checkRegister(line, name, scopes.declare(name, *type));
    if (type && bitsOf(*type) < 32)
      tokens.fail(line, "a register that is passed has at least 32 bits");
    return formal;
  }
  tokens.expect(".param");
  Formal formal = {false, static_cast<uint32_t>(body.variables.size())};
  declare(parsePassed(tokens, limit));
  return formal;
}

void BodyParser::declare(Variable variable) {
  uint32_t line = variable.line;
  std::string name(variable.name);
  if (!scopes.declareVariable(std::move(variable)))
    tokens.fail(line, "'" + name + "' is there twice");
}

void BodyParser::parseLabel() {
  uint32_t line = tokens.getLine();
  std::string_view name = tokens.expectWord("a label");
  tokens.expect(":");
  if (!scopes.declareLabel(name))
    tokens.fail(line, "label '" + std::string(name) + "' is there twice");
}

void BodyParser::parseDirective() {
  uint32_t line = tokens.getLine();
  std::string_view name = tokens.take().text;
  std::optional<Space> space = parseSpace(name);
  if (name == ".reg") {
    parseRegisters();
  } else if (name == ".loc") {
    location = parseLocation(tokens);
  } else if (name == ".pragma" || name == ".callprototype") {
    // Only indirect calls, which are refused, use prototypes.
    skipToSemicolon(tokens);
  } else if (space == Space::Shared || space == Space::Local) {
    declare(parseVariable(tokens, *space, false));
    tokens.expect(";");
  } else if (space == Space::Param) {
    declare(parsePassed(tokens, limit));
    tokens.expect(";");
  } else {
    tokens.fail(line, "no directive that is emulated in a body is '" +
                          std::string(name) + "'");
  }
}

std::optional<Type> BodyParser::parseRegisterType() {
  std::string_view spelled = tokens.take().text;
  std::optional<Type> type;
  if (!spelled.empty())
    type = parseType(spelled.substr(1));
  if (!type)
    tokens.failExpected("a type of registers behind '.reg'");
  return type;
}

void BodyParser::checkRegister(uint32_t line, std::string_view name,
                               bool isNew) {
  if (!isNew || body.registers.size() > mostRegisters)
    tokens.fail(line, "register '" + std::string(name) +
                          "' is there twice, or one too many");
}

void BodyParser::parseRegisters() {
  std::optional<Type> type = parseRegisterType();
  if (!type)
    return;
  do {
    uint32_t line = tokens.getLine();
    std::string_view name = tokens.expectWord("a register's name");
    bool isNew;
    if (tokens.accept("<")) {
      uint64_t count =
          tokens.expectNumber("a number of registers", mostRegisters);
      tokens.expect(">");
      isNew = scopes.declareNumbered(name, *type, static_cast<uint32_t>(count));
    } else {
      isNew = scopes.declare(name, *type);
    }
    checkRegister(line, name, isNew);
  } while (tokens.accept(","));
  tokens.expect(";");
}

void BodyParser::parseStatement() {
  Statement statement = {{}, tokens.getLine(), location, false, {}, {}};
  if (tokens.accept("@")) {
    statement.isGuarded = true;
    statement.guard = parseOperand(tokens, scopes);
  }
  statement.line = tokens.getLine();
  statement.opcode = tokens.expectWord("an instruction");
  if (tokens.peek().text != ";")
    do
      statement.operands.push_back(parseOperand(tokens, scopes));
    while (tokens.accept(","));
  tokens.expect(";");
  body.statements.push_back(std::move(statement));
  if (body.statements.size() > mostStatements)
    tokens.fail(body.line, "'" + std::string(body.name) + "' is too long");
}

static void parseThreads(TokenStream &tokens,
                         std::array<uint32_t, 3> &threads) {
  threads = {1, 1, 1};
  size_t dimension = 0;
  do
    threads[dimension++] =
        static_cast<uint32_t>(tokens.expectNumber("a number of threads", 1024));
  while (dimension < 3 && tokens.accept(","));
}

/// Reads the attributes of a kernel, or of a function if `kernel` is null.
static void parseAttributes(TokenStream &tokens, const Body &body,
                            Kernel *kernel) {
  while (tokens.peek().kind == Token::Kind::Directive) {
    std::string_view name = tokens.take().text;
    if (name == ".maxntid" && kernel)
      parseThreads(tokens, kernel->mostThreads);
    else if (name == ".reqntid" && kernel)
      parseThreads(tokens, kernel->requiredThreads);
    else if ((name == ".minnctapersm" || name == ".maxnreg") && kernel)
      tokens.expectNumber("a number", UINT32_MAX);
    else if (name == ".pragma")
      skipToSemicolon(tokens);
    else if (name != ".noreturn" || kernel)
      tokens.fail(body.line, "no attribute of a " +
                                 std::string(kernel ? "kernel" : "function") +
                                 " that is emulated is '" + std::string(name) +
                                 "'");
  }
}

static void parseParameters(TokenStream &tokens, uint64_t limit,
                            Kernel &kernel) {
  if (!tokens.accept("(") || tokens.accept(")"))
    return;
  do {
    tokens.expect(".param");
    parseParameter(tokens, limit, kernel);
  } while (tokens.accept(","));
  tokens.expect(")");
}

Kernel parseKernel(TokenStream &tokens, uint64_t limit) {
  Kernel kernel;
  kernel.line = tokens.getLine();
  kernel.name = tokens.expectWord("the kernel's name");
  parseParameters(tokens, limit, kernel);
  parseAttributes(tokens, kernel, &kernel);
  BodyParser(tokens, limit, kernel).run();
  return kernel;
}

DeviceFunction parseFunction(TokenStream &tokens, uint64_t limit) {
  DeviceFunction function;
  BodyParser parser(tokens, limit, function);
  function.line = tokens.getLine();
  function.results = parser.parseFormals();
  function.name = tokens.expectWord("the function's name");
  function.inputs = parser.parseFormals();
  parseAttributes(tokens, function, nullptr);
  function.isDefined = !tokens.accept(";");
  if (function.isDefined)
    parser.run();
  return function;
}

} // namespace ag::emulator
