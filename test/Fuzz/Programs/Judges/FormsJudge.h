//===- FormsJudge.h - the work on a program's formulas ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is the work on a program's formulas proportional to its ops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_FORMSJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_FORMSJUDGE_H

#include "Judge.h"

namespace ag {

/// Reads the formulas of the program `text`, of each of its blocks as one
/// group, and plans their streams. More steps than its ops allow are a fault.
Judgement checkForms(mlir::MLIRContext &context, llvm::StringRef text,
                     const RunRequest &request);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_FORMSJUDGE_H
