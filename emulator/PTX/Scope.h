//===- Scope.h - names of registers, variables and labels ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which register is `%r4` here, and which variable is `param0`? A block `{ ...
// }` in a body, which inline assembly and calls use, has its own registers,
// variables and labels. Names are searched from the innermost block to the
// outermost. `.reg .b32 %r<7>` declares %r0 to %r6.
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

  /// Ends the innermost scope. Resolves the symbols of its statements that are
  /// labels of it.
  void close();

  /// Declares one register, or `count` numbered ones. Returns false if the name
  /// has been declared in this scope.
  bool declare(std::string_view name, Type type);
  bool declareNumbered(std::string_view prefix, Type type, uint32_t count);

  /// Declares a variable of the body, or a label of the next statement. Returns
  /// false if the name has been declared in this scope.
  bool declareVariable(Variable variable);
  bool declareLabel(std::string_view name);

  /// Turns `operand` into the register or variable that it names. Returns false
  /// if there is none.
  bool resolve(Operand &operand) const;

private:
  /// Registers from `first` on. `count` is 0 for a single register without a
  /// number.
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
