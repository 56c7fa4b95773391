//===- GroupJudge.h - a program in groups, and op by op ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program in the groups of ag-fuse mean what it means without, and is it
// so compiled?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_GROUPJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_GROUPJUDGE_H

#include "Judge.h"

namespace ag {

/// Interprets the program `text` with groups and without, to the same bits;
/// then compiles it with groups.
Judgement judgeGroups(mlir::MLIRContext &context, llvm::StringRef text,
                      const RunRequest &request);

/// The program with its groups; as it is if a box that is there is none.
std::string makeGroups(mlir::MLIRContext &context, llvm::StringRef text);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_GROUPJUDGE_H
