//===- BatchJudge.h - a program on a batch, and on each element -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program do for a batch what it does for each element, and does its
// gradient?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_BATCHJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_BATCHJUDGE_H

#include "Judge.h"

namespace ag {

/// Interprets the program `text` on some elements, one after the other and as a
/// batch, then its gradient by all floats. Which arguments differ, `seed` says.
Judgement judgeBatch(mlir::MLIRContext &context, llvm::StringRef text,
                     const RunRequest &request, uint64_t seed);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_BATCHJUDGE_H
