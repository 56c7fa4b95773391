//===- UpdateJudge.h - loops over complete arrays ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a loop of a compiled program, or of its gradient, use no more of an
// array than the slices that its body reads and writes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_UPDATEJUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_UPDATEJUDGE_H

#include "Judge.h"

namespace ag {

/// Compiles a program of makeUpdates up to the phase allocate, with its
/// gradient if the request verifies it. A loop that contains an op on
/// `updatesExtent` elements is a fault. Programs that do not compile are
/// accepted.
Judgement checkUpdates(mlir::MLIRContext &context, llvm::StringRef text,
                       const RunRequest &request);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_UPDATEJUDGE_H
