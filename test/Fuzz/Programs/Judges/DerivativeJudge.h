//===- DerivativeJudge.h - a program's derivatives --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does --verify-grad prove a program's derivatives, and are their groups
// computed as planned?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_DERIVATIVEJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_DERIVATIVEJUDGE_H

#include "Judge.h"

namespace ag {

/// Judges the program `text`, which is in the file of `request`. It runs in
/// this process and redirects all further output and errors to the file `log`.
Judgement judgeDerivatives(mlir::MLIRContext &context, llvm::StringRef text,
                           const RunRequest &request, llvm::StringRef log);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_DERIVATIVEJUDGE_H
