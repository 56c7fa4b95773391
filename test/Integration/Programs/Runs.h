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
#include "Refusals.h"
#include "ag/Driver/Run/Child.h"
#include <map>

namespace ag {

/// One program, in a file of its own, and the test's file that it comes from.
struct ProgramFile {
  std::string path, text, source;
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
  /// Commands run with `folder` as the place for their files. `refusals` are
  /// the expected ones.
  Runs(std::string folder, Refusals refusals)
      : folder(std::move(folder)), refusals(std::move(refusals)) {}

  /// Runs a tool, or Plans. Reports a fault if no input may lead to this end.
  Ending run(const Command &command);

  /// Prints that the command is at fault, and why.
  void blame(const Command &command, const llvm::Twine &why,
             const Ending &ending);

  /// Counts a command that compiles a function as "refused". It is at fault
  /// unless the refusals contain it.
  void refuse(const Command &command, const TargetedFunction &function,
              const Ending &ending);

  void count(llvm::StringRef what) { ++counts[what.str()]; }
  uint64_t counted(llvm::StringRef what) const;
  void printCounts() const;

  /// Returns the counts as lines, "name<tab>number", and adds counts of such
  /// lines to these.
  std::string spellCounts() const;
  void addCounts(llvm::StringRef lines);

private:
  Tools tools;
  std::string folder;
  Refusals refusals;
  std::map<std::string, uint64_t> counts;
};

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_RUNS_H
