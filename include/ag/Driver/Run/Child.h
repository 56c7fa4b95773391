//===- Child.h - work in a process of its own -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does work end that may crash, take all memory, or never end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_CHILD_H
#define AG_DRIVER_RUN_CHILD_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace ag {

/// A file in memory that a process shares with its children.
class SharedFile {
public:
  SharedFile();
  ~SharedFile();
  SharedFile(const SharedFile &) = delete;
  SharedFile &operator=(const SharedFile &) = delete;

  /// Makes the file what a standard stream of this process writes to.
  void replace(int stream) const;
  void write(llvm::StringRef text) const;
  /// Returns all that was written, also by a child that has ended.
  std::string read() const;

private:
  int file;
};

/// How a child ended, and what it wrote to its standard streams.
struct Ending {
  /// As waitpid gives it.
  int status = 0;
  std::string out, err;

  /// The exit status if it is one that ag's tools may have on any input, which
  /// is 0, 1 or 2; otherwise std::nullopt.
  std::optional<int> toolStatus() const;
  /// Returns true if a limit ended it.
  bool isHang() const;
  /// Returns "exit 3" or "signal 11".
  std::string describe() const;
};

/// Runs `work`, whose result is the exit status, in a child forked from this
/// process. The child may use `seconds` of processor time, twelve times as many
/// of the clock, so that waiting ends on a busy machine too, and 4 GiB of
/// address space beyond what this process has.
Ending runInChild(unsigned seconds, llvm::function_ref<int()> work);

/// Runs the program at `path`, which may use `seconds` of the clock. The exit
/// status is 127 if it cannot be started.
Ending runProgram(unsigned seconds, const std::string &path,
                  const std::string &argument);

} // namespace ag

#endif // AG_DRIVER_RUN_CHILD_H
