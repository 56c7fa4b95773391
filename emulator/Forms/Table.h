//===- Table.h - the table of instruction forms -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form does an opcode name? The table has a row for each emulated form;
// loading refuses all other forms.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_TABLE_H
#define AG_EMULATOR_FORMS_TABLE_H

#include "Forms/Form.h"

namespace ag::emulator {

/// Returns the form of an opcode, or null if it is not emulated. Modifiers that
/// have no effect here, such as cache hints, are ignored.
const Form *findForm(std::string_view opcode);

/// Returns all forms.
const FormTable &getForms();

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_TABLE_H
