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

/// Forgets the llvm::cl options that exist but for help and version: LLVM has
/// hundreds, none of them meant for our users, and some with names of ours. To
/// be called before a tool makes its own.
void forgetOptions();

/// Parses the command line by the llvm::cl options that exist by then, and runs
/// `work` on a thread with a large stack. A crash ends in OurFault, and so does
/// work that notes an internal error, with the input in a file of the system's
/// temporary folder that the message names; memory that runs out ends in
/// InputAtFault.
int runTool(int argc, char **argv, llvm::StringRef overview,
            llvm::function_ref<ExitStatus()> work);

/// Runs `work` as runTool does, for a tool that has read its command line.
int runGuarded(int argc, char **argv, llvm::function_ref<ExitStatus()> work);

/// Keeps the text of the program at work, which a crash writes to a file of its
/// own, since standard input can be read only once.
void keepForReproducer(llvm::StringRef text);

/// Tells that an error that was reported is ag's fault, not the input's. A tool
/// ends with that; what is no tool may ask.
void noteInternalError();
bool hasInternalError();

/// Tells that an error that was reported is that of whoever wrote the command
/// line, as only the program shows. Callers ask.
void noteWrongUse();
bool hasWrongUse();

/// Prints the tool's version and those it depends on.
void printVersion(llvm::raw_ostream &os);

/// An error of whoever wrote the command line, not of an input.
llvm::Error wrongUse(const llvm::Twine &message);

/// The error, if it is one, as one of wrong use.
llvm::Error asWrongUse(llvm::Error error);

bool isWrongUse(const llvm::ErrorInfoBase &error);

/// Prints an error, at its place in the program if it has one, and gives the
/// status that follows.
ExitStatus report(llvm::Error error);

} // namespace ag

#endif // AG_DRIVER_TOOL_H
