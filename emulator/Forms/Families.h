//===- Families.h - families of instruction forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which file has the forms of an instruction? Each function adds the forms of
// one family to the table.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_FAMILIES_H
#define AG_EMULATOR_FORMS_FAMILIES_H

#include "Forms/Form.h"

namespace ag::emulator {

void addAtomicForms(FormTable &table);
void addBitForms(FormTable &table);
void addCompareForms(FormTable &table);
void addControlForms(FormTable &table);
void addFloatConversions(FormTable &table);
void addFloatForms(FormTable &table);
void addIntegerConversions(FormTable &table);
void addIntegerForms(FormTable &table);
void addMemoryForms(FormTable &table);
void addMoveForms(FormTable &table);
void addRoundedForms(FormTable &table);
void addShuffleForms(FormTable &table);
void addSmallFloatForms(FormTable &table);

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_FAMILIES_H
