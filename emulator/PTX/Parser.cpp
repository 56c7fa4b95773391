//===- Parser.cpp - a PTX text as a module ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Parser.h"
#include "PTX/Operands.h"
#include "PTX/Variables.h"
#include <cstdlib>

namespace ag::emulator {
namespace {
/// Registers and statements of a kernel, and scopes in each other, at most.
constexpr size_t mostRegisters = 1 << 16;
constexpr size_t mostStatements = 1 << 22;
constexpr size_t mostScopes = 64;

/// Reads a kernel from behind `.entry`.
class KernelParser {
public:
  KernelParser(TokenStream &tokens, const Module &module, Kernel &kernel)
      : tokens(tokens), module(module), kernel(kernel), scopes(kernel) {}

  void run();

private:
  void parseParameters();
  void parseAttributes();
  void parseThreads(std::array<uint32_t, 3> &threads);
  void parseBody();
  void parseDirective();
  void parseRegisters();
  void parseLabel();
  void parseStatement();

  TokenStream &tokens;
  const Module &module;
  Kernel &kernel;
  Scopes scopes;
  Location location = {0, 0, 0};
};

/// Reads what stands outside of kernels.
class ModuleParser {
public:
  ModuleParser(TokenStream &tokens, Module &module)
      : tokens(tokens), module(module) {}

  void run();

private:
  void parseHeader();
  void parseDirective();
  void parseEntry();

  TokenStream &tokens;
  Module &module;
};
} // namespace

/// Reads a `.file` or `.loc` from behind its name.
static void parseFile(TokenStream &tokens, Module &module) {
  uint64_t number = tokens.expectNumber("a file's number", UINT32_MAX);
  if (tokens.peek().kind != Token::Kind::String)
    return tokens.failExpected("a file's name");
  module.files[static_cast<uint32_t>(number)] = tokens.take().text;
  tokens.skipLine();
}

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

void KernelParser::run() {
  kernel.line = tokens.getLine();
  kernel.name = tokens.expectWord("the kernel's name");
  parseParameters();
  parseAttributes();
  parseBody();
}

void KernelParser::parseParameters() {
  if (!tokens.accept("(") || tokens.accept(")"))
    return;
  do {
    tokens.expect(".param");
    parseParameter(tokens, module.mostParameterBytes, kernel);
  } while (tokens.accept(","));
  tokens.expect(")");
}

void KernelParser::parseThreads(std::array<uint32_t, 3> &threads) {
  threads = {1, 1, 1};
  size_t dimension = 0;
  do
    threads[dimension++] =
        static_cast<uint32_t>(tokens.expectNumber("a number of threads", 1024));
  while (dimension < 3 && tokens.accept(","));
}

void KernelParser::parseAttributes() {
  while (tokens.peek().kind == Token::Kind::Directive) {
    std::string_view name = tokens.take().text;
    if (name == ".maxntid")
      parseThreads(kernel.mostThreads);
    else if (name == ".reqntid")
      parseThreads(kernel.requiredThreads);
    else if (name == ".minnctapersm" || name == ".maxnreg")
      tokens.expectNumber("a number", UINT32_MAX);
    else if (name == ".pragma")
      while (!tokens.isAtEnd() && !tokens.accept(";"))
        tokens.take();
    else
      tokens.fail(kernel.line,
                  "no attribute of a kernel that is emulated is '" +
                      std::string(name) + "'");
  }
}

void KernelParser::parseBody() {
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
      tokens.fail(kernel.line, "the kernel has no end");
    } else if (tokens.peek().kind == Token::Kind::Directive) {
      parseDirective();
    } else if (tokens.peekSecond().text == ":") {
      parseLabel();
    } else {
      parseStatement();
    }
  }
}

void KernelParser::parseLabel() {
  uint32_t line = tokens.getLine();
  std::string_view name = tokens.expectWord("a label");
  tokens.expect(":");
  if (!scopes.declareLabel(name))
    tokens.fail(line, "label '" + std::string(name) + "' is there twice");
}

void KernelParser::parseDirective() {
  uint32_t line = tokens.getLine();
  std::string_view name = tokens.take().text;
  std::optional<Space> space = parseSpace(name);
  if (name == ".reg") {
    parseRegisters();
  } else if (name == ".loc") {
    location = parseLocation(tokens);
  } else if (name == ".pragma") {
    while (!tokens.isAtEnd() && !tokens.accept(";"))
      tokens.take();
  } else if (space == Space::Shared || space == Space::Local) {
    kernel.variables.push_back(parseVariable(tokens, *space, false));
  } else {
    tokens.fail(line, "no directive that is emulated in a kernel is '" +
                          std::string(name) + "'");
  }
}

void KernelParser::parseRegisters() {
  std::string_view spelled = tokens.take().text;
  std::optional<Type> type;
  if (!spelled.empty())
    type = parseType(spelled.substr(1));
  if (!type)
    return tokens.failExpected("a type of registers behind '.reg'");
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
    if (!isNew || kernel.registers.size() > mostRegisters)
      tokens.fail(line, "register '" + std::string(name) +
                            "' is there twice, or one too many");
  } while (tokens.accept(","));
  tokens.expect(";");
}

void KernelParser::parseStatement() {
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
  kernel.statements.push_back(std::move(statement));
  if (kernel.statements.size() > mostStatements)
    tokens.fail(kernel.line, "the kernel is too long");
}

void ModuleParser::parseHeader() {
  if (!tokens.accept(".version"))
    return tokens.failExpected("'.version'");
  double version =
      std::strtod(std::string(tokens.take().text).c_str(), nullptr);
  module.mostParameterBytes = version >= 8.1 ? 32764 : 4352;
  if (!tokens.accept(".target"))
    return tokens.failExpected("'.target'");
  module.target = tokens.expectWord("a target such as sm_80");
  tokens.skipLine();
  if (tokens.accept(".address_size") &&
      tokens.expectNumber("an address size", 64) != 64)
    tokens.fail(tokens.getLine(), "addresses have to have 64 bits");
}

void ModuleParser::parseEntry() {
  Kernel kernel;
  KernelParser(tokens, module, kernel).run();
  for (const Kernel &other : module.kernels)
    if (other.name == kernel.name)
      tokens.fail(kernel.line,
                  "kernel '" + std::string(kernel.name) + "' is there twice");
  module.kernels.push_back(std::move(kernel));
}

void ModuleParser::parseDirective() {
  bool isExternal = false;
  uint32_t line = tokens.getLine();
  std::string_view name = tokens.take().text;
  while (name == ".visible" || name == ".extern" || name == ".weak" ||
         name == ".common") {
    isExternal |= name == ".extern";
    name = tokens.take().text;
  }
  std::optional<Space> space = parseSpace(name);
  if (name == ".entry")
    parseEntry();
  else if (name == ".file")
    parseFile(tokens, module);
  else if (name == ".section") {
    tokens.take();
    tokens.skipBlock();
  } else if (space && *space != Space::Param && *space != Space::Local)
    module.variables.push_back(parseVariable(tokens, *space, isExternal));
  else
    tokens.fail(line,
                "no directive that is emulated is '" + std::string(name) + "'");
}

void ModuleParser::run() {
  parseHeader();
  while (!tokens.isAtEnd() && !tokens.getError())
    if (tokens.peek().kind == Token::Kind::Directive)
      parseDirective();
    else
      tokens.failExpected("a directive");
}

std::optional<Error> parse(Module &module) {
  std::vector<Token> tokens;
  if (std::optional<Error> error = lex(module.text, tokens))
    return error;
  TokenStream stream(tokens);
  ModuleParser(stream, module).run();
  return stream.getError();
}

} // namespace ag::emulator
