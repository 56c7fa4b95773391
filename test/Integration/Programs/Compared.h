//===- Compared.h - a program, compiled and interpreted ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program compute when compiled what it computes when interpreted, also
// where its memory is watched, and has it the derivatives that it should have?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H
#define AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H

#include "Runs.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// Runs the tools on a program, compares each of its functions where it can be
/// interpreted and its loops end, and proves its derivatives. The commands that
/// compare go to `compared`, a line each, behind the exit status.
void judgeCompared(const Program &program, Runs &runs,
                   llvm::raw_ostream &compared);

/// Runs these commands again, where memory that nothing should read holds NaNs
/// and AddressSanitizer watches. They end as they did.
void judgeWatched(llvm::StringRef compared, Runs &runs);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_COMPARED_H
