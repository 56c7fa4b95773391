//===- Questions.h - what makes a program interesting -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program still show what it is reduced for?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_QUESTIONS_H
#define AG_LIB_DRIVER_REDUCE_QUESTIONS_H

#include "ag/Driver/Run/Run.h"
#include "mlir/IR/DialectRegistry.h"
#include <functional>

namespace ag {

struct Answer {
  bool isInteresting = false;
  /// If it is not, why, and what was expected.
  std::string reason;
};

/// Answers for the program in a file. What may crash or hang runs in a process
/// of its own.
using Question = std::function<Answer(llvm::StringRef path)>;

/// Calls a program with the file as its argument: 0 is the exit status for
/// programs that are interesting. One that takes more than `seconds` is not.
/// Returns an error if `path` is no program.
llvm::Expected<Question> askScript(llvm::StringRef path, unsigned seconds);

/// Compares what the program computes, compiled for this machine, to what the
/// interpreter computes: they should differ. `request` has the arguments and
/// options. It takes at most `seconds` of processor time.
Question askSame(const RunRequest &request,
                 const mlir::DialectRegistry &registry, unsigned seconds);

/// Compiles the program, as `request` says: it should end by a signal or an
/// internal error. If `request` has inputs, the program is run as well.
Question askCrash(const RunRequest &request,
                  const mlir::DialectRegistry &registry, unsigned seconds);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_QUESTIONS_H
