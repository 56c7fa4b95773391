//===- Questions.h - tests for interesting programs -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a reduced program still show the failure?
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
  /// Why the program is not interesting, and what was expected.
  std::string reason;
};

/// Returns the answer for the program in a file. Work that may crash or hang
/// runs in a process of its own.
using Question = std::function<Answer(llvm::StringRef path)>;

/// Returns a question that runs the program at `path` with the file as its
/// argument. The file is interesting if the exit status is 0 within `seconds`.
/// Fails if `path` is no executable program.
llvm::Expected<Question> askScript(llvm::StringRef path, unsigned seconds);

/// Returns a question that runs the program compiled for this machine and
/// interpreted. It is interesting if the results differ. `request` has the
/// arguments and options. A run may take `seconds` of processor time.
Question askSame(const RunRequest &request,
                 const mlir::DialectRegistry &registry, unsigned seconds);

/// Returns a question that compiles the program with the options of `request`,
/// and runs it if `request` has inputs. It is interesting if that ends in a
/// signal or an internal error, but not in a time limit.
Question askCrash(const RunRequest &request,
                  const mlir::DialectRegistry &registry, unsigned seconds);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_QUESTIONS_H
