//===- Emulated.h - a program on a GPU that is emulated ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_EMULATED_H
#define AG_TEST_INTEGRATION_PROGRAMS_EMULATED_H

#include "Runs.h"

namespace ag {

/// Compiles each function of the program for a GPU and compares the emulator's
/// results with the interpreter's. Unwritten memory holds NaNs. A function that
/// is refused with a message counts as "refused", others as "emulated".
void judgeEmulated(const ProgramFile &program, Runs &runs);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_EMULATED_H
