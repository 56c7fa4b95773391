//===- Child.h - work in a process of its own -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a process run work that may crash, exhaust memory, or never end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_CHILD_H
#define AG_DRIVER_RUN_CHILD_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace ag {

/// An anonymous file in memory that a process shares with its children.
class SharedFile {
public:
  SharedFile();
  ~SharedFile();
  SharedFile(const SharedFile &) = delete;
  SharedFile &operator=(const SharedFile &) = delete;

  /// Redirects the file descriptor `stream` of this process to the file.
  void replace(int stream) const;
  void write(llvm::StringRef text) const;
  /// Returns everything written so far, including by children that have ended.
  std::string read() const;

private:
  int file;
};

/// The status of a child that has ended, and the text of its standard streams.
struct Ending {
  /// The status that waitpid returned.
  int status = 0;
  std::string out, err;

  /// Returns the exit status if it is 0, 1 or 2, which ag's tools may return
  /// for any input; otherwise std::nullopt.
  std::optional<int> toolStatus() const;
  /// Returns true if a signal of a time limit, or SIGKILL, ended the child.
  bool isHang() const;
  /// Returns "exit 3" or "signal 11".
  std::string describe() const;
};

/// Runs `work`, whose result is the exit status, in a child forked from this
/// process. The child may use `seconds` of processor time. While it waits, or
/// on a busy machine, it may take 12 * `seconds` of wall-clock time. Its
/// address space may exceed that of this process by 4 GiB.
Ending runInChild(unsigned seconds, llvm::function_ref<int()> work);

/// Runs the program at `path` with one argument, for at most `seconds` of
/// wall-clock time. The exit status is 127 if the program cannot be started.
Ending runProgram(unsigned seconds, const std::string &path,
                  const std::string &argument);

} // namespace ag

#endif // AG_DRIVER_RUN_CHILD_H
