//===- Tool.h - what all tools share ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does any of ag's tools start and end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_TOOL_H
#define AG_DRIVER_TOOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace ag {

/// What a tool exits with.
enum class ExitStatus : int {
  Right = 0,
  InputAtFault = 1,
  WrongUse = 2,
  OurFault = 3,
};

/// Parses the command line by the llvm::cl options that exist by then, and runs
/// `work` on a thread with a large stack. An option that is not in `category`
/// is unknown, whoever registered it. A crash ends in OurFault.
int runTool(int argc, char **argv, llvm::StringRef overview,
            llvm::StringRef category, llvm::function_ref<ExitStatus()> work);

/// An error of whoever wrote the command line, not of an input.
llvm::Error wrongUse(const llvm::Twine &message);
bool isWrongUse(const llvm::ErrorInfoBase &error);

/// Prints an error, at its place in the program if it has one, and gives the
/// status that follows.
ExitStatus report(llvm::Error error);

} // namespace ag

#endif // AG_DRIVER_TOOL_H
