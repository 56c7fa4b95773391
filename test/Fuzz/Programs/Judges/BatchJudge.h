//===- BatchJudge.h - a program on a batch, and on each element -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program compute for a batch what it computes for each element, and
// does its gradient?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_BATCHJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_BATCHJUDGE_H

#include "Judge.h"

namespace ag {

/// Interprets the program `text` on some elements, one after the other and as a
/// batch. Then does the same with its gradient by all floats. `seed` determines
/// which arguments differ.
Judgement judgeBatch(mlir::MLIRContext &context, llvm::StringRef text,
                     const RunRequest &request, uint64_t seed);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_BATCHJUDGE_H
