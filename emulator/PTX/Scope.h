//===- Scope.h - names of registers, variables and labels ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which register does `%r4` mean here, and which variable `param0`? A block
// `{ ... }` of a body, as inline assembly and calls come, has registers,
// variables and labels of its own; names are searched from the innermost block
// to the outermost. `.reg .b32 %r<7>` declares %r0 to %r6.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_SCOPE_H
#define AG_EMULATOR_PTX_SCOPE_H

#include "PTX/Module.h"
#include <optional>

namespace ag::emulator {

class Scopes {
public:
  explicit Scopes(Body &body) : body(body) { open(); }

  void open();

  /// Resolves the symbols of the innermost scope's statements that are labels
  /// of it, and ends the scope.
  void close();

  /// Declares one register, or `count` numbered ones. Returns false if the name
  /// is declared in this scope already.
  bool declare(std::string_view name, Type type);
  bool declareNumbered(std::string_view prefix, Type type, uint32_t count);

  /// Appends a variable to the body's, or lets a label be the next statement's.
  /// Returns false as above.
  bool declareVariable(Variable variable);
  bool declareLabel(std::string_view name);

  /// Makes `operand` the register or variable that its name is of. Returns
  /// false if there is none.
  bool resolve(Operand &operand) const;

private:
  /// `count` registers from `first` on; a single one has a count of 0.
  struct Registers {
    uint32_t first;
    uint32_t count;
  };
  struct Scope {
    std::map<std::string_view, Registers> single;
    std::map<std::string_view, Registers> numbered;
    std::map<std::string_view, uint32_t> variables;
    std::map<std::string_view, uint32_t> labels;
    size_t firstStatement;
  };

  static std::optional<uint32_t> findRegister(const Scope &scope,
                                              std::string_view name);

  Body &body;
  std::vector<Scope> scopes;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_SCOPE_H
