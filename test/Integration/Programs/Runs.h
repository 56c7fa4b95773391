//===- Runs.h - commands, and which are at fault ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which commands do not end properly?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_RUNS_H
#define AG_TEST_INTEGRATION_PROGRAMS_RUNS_H

#include "Judging/Tools.h"
#include "ag/Driver/Run/Child.h"
#include <map>

namespace ag {

/// One program, in a file of its own.
struct ProgramFile {
  std::string path, text;
};

/// Returns the names of the program's public functions.
std::vector<std::string> listEntries(const ProgramFile &program);

/// Returns the path of an object in the program's folder.
std::string objectBeside(const ProgramFile &program);

/// Returns the command with more words appended.
Command append(Command command, llvm::ArrayRef<std::string> words);

/// Runs commands in children of this process, and counts events.
class Runs {
public:
  /// Commands run with `folder` as the place for their files.
  explicit Runs(std::string folder) : folder(std::move(folder)) {}

  /// Runs a tool, or Plans. Reports a fault if no input may lead to this end.
  Ending run(const Command &command);

  /// Prints that the command is at fault, and why.
  void blame(const Command &command, const llvm::Twine &why,
             const Ending &ending);

  void count(llvm::StringRef what) { ++counts[what.str()]; }
  uint64_t counted(llvm::StringRef what) const;
  void printCounts() const;

private:
  Tools tools;
  std::string folder;
  std::map<std::string, uint64_t> counts;
};

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_RUNS_H
