//===- Questions.cpp - tests for interesting programs ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reduce/Questions.h"
#include "Compile/CompileFile.h"
#include "ag/Driver/Run/Child.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"

using namespace llvm;

namespace ag {

/// Returns the path of a program that is in a folder of PATH, or else in the
/// current one, which shells do not search.
static ErrorOr<std::string> findProgram(StringRef path) {
  auto program = sys::findProgramByName(path);
  if (program || !sys::fs::can_execute(path))
    return program;
  return ("./" + path).str();
}

Expected<Question> askScript(StringRef path, unsigned seconds) {
  auto program = findProgram(path);
  if (!program || !sys::fs::can_execute(*program))
    return createStringError(
        "--test=" + path +
        " is no program that can be run; expected one that is called with a "
        "file and exits with 0 if the program in it is interesting");
  return [program = *program, seconds](StringRef path) -> Answer {
    Ending ending = runProgram(seconds, program, path.str());
    return {ending.toolStatus() == 0,
            formatv("{0} ends with {1} for it; expected exit 0 for the whole "
                    "program, and another status for programs without its "
                    "fault",
                    program, ending.describe())};
  };
}

/// Runs `work` in a child, without the report that a crash of this tool prints.
/// The status is OurFault if it noted an internal error.
static Ending runTried(unsigned seconds,
                       llvm::function_ref<ExitStatus()> work) {
  return runInChild(seconds, [&] {
    sys::unregisterHandlers();
    ExitStatus status = work();
    return static_cast<int>(hasInternalError() ? ExitStatus::OurFault : status);
  });
}

/// Returns the first line that a child wrote.
static std::string getFirstLine(const Ending &ending) {
  std::string all = ending.out + ending.err;
  return StringRef(all).split('\n').first.str();
}

Question askSame(const RunRequest &request,
                 const mlir::DialectRegistry &registry, unsigned seconds) {
  return [=, &registry](StringRef path) -> Answer {
    RunRequest rest = request;
    rest.input = rest.sameAs = path.str();
    Ending ending = runTried(seconds, [&] { return runFile(rest, registry); });
    std::string found =
        ending.toolStatus() ? getFirstLine(ending) : ending.describe();
    return {StringRef(ending.out).starts_with("different"),
            formatv("ag-run --on=cpu --same-as says '{0}' of it; expected "
                    "results that are different, on the --input, --weights and "
                    "--dim that are given",
                    found)};
  };
}

Question askCrash(const RunRequest &request,
                  const mlir::DialectRegistry &registry, unsigned seconds) {
  return [=, &registry](StringRef path) -> Answer {
    Ending ending = runTried(seconds, [&] {
      if (!request.inputs.empty()) {
        RunRequest rest = request;
        rest.input = path.str();
        return runFile(rest, registry);
      }
      CompileRequest rest;
      rest.input = path.str();
      rest.output = "/dev/null";
      rest.options = request.options;
      return compileFile(rest, registry);
    });
    return {!ending.toolStatus() && !ending.isHang(),
            formatv("{0} it ends with {1}; expected a signal or an internal "
                    "error, of the compiler or, with --input, of the program",
                    request.inputs.empty() ? "compiling" : "running",
                    ending.describe())};
  };
}

} // namespace ag
