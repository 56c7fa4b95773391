//===- Tools.h - ag's tools as functions ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are ag's tools run without starting a program?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_JUDGING_TOOLS_H
#define AG_TEST_FUZZ_JUDGING_TOOLS_H

#include "mlir/IR/DialectRegistry.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace ag {

/// A command line, with the program's name first.
using Command = std::vector<std::string>;

/// Calls a function with the signature of a program's `main`.
int callMain(llvm::function_ref<int(int, char **)> main, Command command);

/// The dialects and passes of the tools, registered once for all child
/// processes
class Tools {
public:
  Tools();

  /// Runs ag-opt, ag-compile or ag-run, and returns its exit status. A process
  /// can do so only once, because command lines are read into globals.
  int run(const Command &command);

private:
  mlir::DialectRegistry registry;
};

} // namespace ag

#endif // AG_TEST_FUZZ_JUDGING_TOOLS_H
