//===- Form.h - operands and function of an instruction form ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which instruction forms are emulated? A form is an opcode with its type and
// modifiers, e.g. `fma.rn.f32`. The table has a row for each form, with its
// operands and the function that executes it. Loading refuses all other forms.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_FORM_H
#define AG_EMULATOR_FORMS_FORM_H

#include "Machine/Program.h"
#include <unordered_map>

namespace ag::emulator {

/// The required kind and type of an operand.
struct Rule {
  enum class Kind : uint8_t {
    Result,
    Source,
    /// The second result of a pair `d|p`, which may be missing.
    SecondResult,
    /// A source with the lanes that take part in a shuffle.
    Members,
    Address,
    Target,
  };
  Kind kind;
  Type type;
  /// True if a register may be wider than the type.
  bool isLoose = false;
  /// The number of elements of a vector operand, else 1.
  uint8_t count = 1;
};

struct Form {
  Executor run;
  std::vector<Rule> rules;
  Effect effect = Effect::Plain;
  /// Always 0 and not read.
  uint64_t window = 0;
};

using FormTable = std::unordered_map<std::string, Form>;

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_FORM_H
