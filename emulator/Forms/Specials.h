//===- Specials.h - special registers -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the values of %tid.x, %laneid and the like? These special registers
// of a warp are written once, before it starts.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_SPECIALS_H
#define AG_EMULATOR_FORMS_SPECIALS_H

#include "Machine/Program.h"

namespace ag::emulator {

struct Special {
  std::string_view name;
  Type type;
  void (*fill)(const Warp &warp, void *lanes);
};

/// Returns the special register `name`, such as "%tid.x", or null if it is not
/// emulated.
const Special *findSpecial(std::string_view name);

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_SPECIALS_H
