//===- Parser.cpp - from PTX to a module --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PTX/Parser.h"
#include "PTX/BodyParser.h"
#include "PTX/Variables.h"
#include <cstdlib>

namespace ag::emulator {
namespace {
/// Reads the text outside kernels and functions.
class ModuleParser {
public:
  ModuleParser(TokenStream &tokens, Module &module)
      : tokens(tokens), module(module) {}

  void run();

private:
  void parseHeader();
  void parseDirective();
  void parseEntry();
  void parseFunction();

  TokenStream &tokens;
  Module &module;
};
} // namespace

/// Reads a `.file` directive after its name.
static void parseFile(TokenStream &tokens, Module &module) {
  uint64_t number = tokens.expectNumber("a file's number", UINT32_MAX);
  if (tokens.peek().kind != Token::Kind::String)
    return tokens.failExpected("a file's name");
  module.files[static_cast<uint32_t>(number)] = tokens.take().text;
  tokens.skipLine();
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
  Kernel kernel = parseKernel(tokens, module.mostParameterBytes);
  for (const Kernel &other : module.kernels)
    if (other.name == kernel.name)
      tokens.fail(kernel.line,
                  "kernel '" + std::string(kernel.name) + "' is there twice");
  module.kernels.push_back(std::move(kernel));
}

/// Reads a function. It may be declared any number of times, and defined once.
void ModuleParser::parseFunction() {
  DeviceFunction function =
      emulator::parseFunction(tokens, module.mostParameterBytes);
  DeviceFunction &known = module.functions[function.name];
  if (function.isDefined && known.isDefined)
    tokens.fail(function.line,
                "function '" + std::string(function.name) + "' is there twice");
  if (function.isDefined)
    known = std::move(function);
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
  if (name == ".entry") {
    parseEntry();
  } else if (name == ".func") {
    parseFunction();
  } else if (name == ".file") {
    parseFile(tokens, module);
  } else if (name == ".section") {
    tokens.take();
    tokens.skipBlock();
  } else if (space && *space != Space::Param && *space != Space::Local) {
    module.variables.push_back(parseVariable(tokens, *space, isExternal));
    tokens.expect(";");
  } else {
    tokens.fail(line,
                "no directive that is emulated is '" + std::string(name) + "'");
  }
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
