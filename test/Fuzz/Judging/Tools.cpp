//===- Tools.cpp - ag's tools as functions --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judging/Tools.h"
#include "ag/Driver/CompileMain.h"
#include "ag/Driver/OptMain.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/RunMain.h"
#include "ag/Pipeline/Passes.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

namespace ag {

int callMain(llvm::function_ref<int(int, char **)> main, Command command) {
  std::vector<char *> argv;
  for (std::string &word : command)
    argv.push_back(word.data());
  int argc = argv.size();
  argv.push_back(nullptr);
  return main(argc, argv.data());
}

Tools::Tools() {
  ag::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  registerPasses();
}

int Tools::run(const Command &command) {
  return callMain(
      [&](int argc, char **argv) {
        if (command.front() == "ag-compile")
          return compileMain(argc, argv, registry);
        if (command.front() == "ag-run")
          return runMain(argc, argv, registry);
        return optMain(argc, argv, registry);
      },
      command);
}

} // namespace ag
