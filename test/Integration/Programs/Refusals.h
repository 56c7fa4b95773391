//===- Refusals.h - the functions that a target refuses ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions does a target refuse that the interpreter runs, and why? A
// file has them, a line each:
//
//   test/Tools/ag-run/run.mlir @f on cpu: the size of a result depends on
//   test/Driver/steps.mlir @g on gradient: this loop has no max_trips
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_REFUSALS_H
#define AG_TEST_INTEGRATION_PROGRAMS_REFUSALS_H

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ag {

/// A function of a test's file, and what is made of it: an entry for "cpu" or
/// "cuda", or its "gradient".
struct TargetedFunction {
  std::string file, entry, target;
};

/// The refusals of a file.
class Refusals {
public:
  /// Reads the file at a path. Without a path, every refusal is contained.
  static llvm::Expected<Refusals> read(llvm::StringRef path);

  /// Returns true if the file has this function with the message in `errors`,
  /// the output of a tool.
  bool contains(const TargetedFunction &function, llvm::StringRef errors) const;

  /// Returns the line of a refusal. Numbers in the message, which may depend on
  /// the machine, become N.
  static std::string spell(const TargetedFunction &function,
                           llvm::StringRef errors);

private:
  bool isKnown = false;
  llvm::StringSet<> lines;
};

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_REFUSALS_H
