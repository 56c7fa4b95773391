//===- GroupJudge.h - a program in groups, and op by op ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program keep its meaning with the groups of ag-fuse, interpreted and
// compiled?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_GROUPJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_GROUPJUDGE_H

#include "Judge.h"

namespace ag {

/// Interprets the program `text` with groups and without, and compares bits.
/// Then compiles it with groups.
Judgement judgeGroups(mlir::MLIRContext &context, llvm::StringRef text,
                      const RunRequest &request);

/// Returns the program with its groups. Returns it unchanged if ag-fuse refuses
/// one of its own groups.
std::string makeGroups(mlir::MLIRContext &context, llvm::StringRef text);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_GROUPJUDGE_H
