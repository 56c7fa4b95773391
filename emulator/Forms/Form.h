//===- Form.h - what an instruction form takes and does -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which forms of instructions are there? A form is an opcode with its type and
// modifiers, e.g. `fma.rn.f32`. The table has one row for each: the operands it
// takes, and the function that executes it. Loading refuses every other form.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_FORM_H
#define AG_EMULATOR_FORMS_FORM_H

#include "Machine/Program.h"
#include <unordered_map>

namespace ag::emulator {

/// What an operand has to be.
struct Rule {
  enum class Kind : uint8_t {
    Result,
    Source,
    /// The second result of a pair `d|p`, which may be missing.
    SecondResult,
    /// The lanes that a shuffle names: a source.
    Members,
    Address,
    Target,
  };
  Kind kind;
  Type type;
  /// True if a register may be wider than the type.
  bool isLoose = false;
  /// The elements of a vector operand, 1 if it is none.
  uint8_t count = 1;
};

struct Form {
  Executor run;
  std::vector<Rule> rules;
  Effect effect = Effect::Plain;
  /// The upper bits of the generic addresses of a load's or store's space.
  uint64_t window = 0;
};

using FormTable = std::unordered_map<std::string, Form>;

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_FORM_H
