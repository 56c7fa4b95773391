//===- Tool.h - start, end and errors of tools ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ag's tools start and end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_TOOL_H
#define AG_DRIVER_TOOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace ag {

/// The exit status of a tool.
enum class ExitStatus : int {
  Right = 0,
  InputAtFault = 1,
  WrongUse = 2,
  OurFault = 3,
};

/// Removes all registered llvm::cl options but help and version. LLVM has
/// hundreds of options that are not meant for ag's users, and some have the
/// names of ag's. Call this before a tool creates its own options.
void forgetOptions();

/// Parses the command line by the registered llvm::cl options, and runs `work`
/// on a thread with a large stack. Returns the exit status. A crash, or an
/// internal error that `work` notes, ends in OurFault. Its message names a file
/// in the system's temporary folder that holds the input. Running out of memory
/// ends in InputAtFault.
int runTool(int argc, char **argv, llvm::StringRef overview,
            llvm::function_ref<ExitStatus()> work);

/// Runs `work` as runTool does, for a tool that has parsed its command line.
int runGuarded(int argc, char **argv, llvm::function_ref<ExitStatus()> work);

/// Saves the text of the current program, which a crash writes to a file.
/// Standard input can be read only once.
void keepForReproducer(llvm::StringRef text);

/// Notes that a reported error is ag's fault, not the input's. A tool then ends
/// in OurFault; other callers query hasInternalError.
void noteInternalError();
bool hasInternalError();

/// Notes that a reported error is one of the command line, which became
/// apparent only when the program was read. Callers query hasWrongUse.
void noteWrongUse();
bool hasWrongUse();

/// Prints the versions of ag, of LLVM and of the ABI.
void printVersion(llvm::raw_ostream &os);

/// Returns an error of the command line, not of an input.
llvm::Error wrongUse(const llvm::Twine &message);

/// Returns `error` as one of wrong use, or success if it is success.
llvm::Error asWrongUse(llvm::Error error);

bool isWrongUse(const llvm::ErrorInfoBase &error);

/// Prints an error, at its location in the program if it has one. Returns
/// WrongUse or InputAtFault.
ExitStatus report(llvm::Error error);

} // namespace ag

#endif // AG_DRIVER_TOOL_H
