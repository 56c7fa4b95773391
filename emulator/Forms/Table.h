//===- Table.h - the table of instruction forms -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form does an opcode spell? The table has a row for each form that is
// emulated; loading refuses every other.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_TABLE_H
#define AG_EMULATOR_FORMS_TABLE_H

#include "Forms/Form.h"

namespace ag::emulator {

/// Returns the form that an opcode spells, with modifiers that change nothing
/// here (cache hints, for instance) or without; null if it is not emulated.
const Form *findForm(std::string_view opcode);

/// Returns all forms.
const FormTable &getForms();

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_TABLE_H
