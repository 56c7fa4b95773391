//===- Compared.h - a program, compiled and interpreted ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program compute the same when compiled and when interpreted, also with
// watched memory? Are its derivatives correct?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H
#define AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H

#include "Runs.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// Runs the tools on a program and proves its derivatives. Compares each
/// function that can be interpreted and whose loops end. Writes each comparing
/// command to `compared`, one per line, after its exit status.
void judgeCompared(const ProgramFile &program, Runs &runs,
                   llvm::raw_ostream &compared);

/// Runs the command of such a line again with AddressSanitizer, and with NaNs
/// in memory that no op should read. It must have the same exit status.
void judgeWatched(llvm::StringRef compared, Runs &runs);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H
