//===- EveryProgram.cpp - each program that there is, as it stands --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does each program of some folders end properly in every tool, and compute the
// same in each way to run it? Every command line runs in a child forked from
// this process. A command with a fault is printed. The programs that it names
// stay in the folder `keep`, or else in a temporary one, which is deleted if
// all is well:
//
//   EveryProgram --keep=found test examples
//   EveryProgram --shard --keep=found test/Phases/Shard
//   EveryProgram --emulate --keep=found test/Integration
//   EveryProgram --compile --keep=found test/Integration
//
// found/compared.txt lists the commands that compared something. They are run
// again with AddressSanitizer, and with NaNs in memory that no op should read:
//
//   export LD_PRELOAD=$(cc -print-file-name=libasan.so)
//   ASAN_OPTIONS=detect_leaks=0 EveryProgram --watch --keep=found
//
//===----------------------------------------------------------------------===//
#include "Compared.h"
#include "Compiled.h"
#include "Emulated.h"
#include "FileChoice.h"
#include "Judging/Counting.h"
#include "Judging/Programs.h"
#include "Runs.h"
#include "Shared.h"
#include "Workers.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace ag {
namespace {
/// The way in which programs are judged.
enum class Mode : uint8_t { Compare, Shard, Emulate, Compile, Watch };

struct Plan {
  FileChoice choice;
  /// The folder of the programs; a temporary one if empty
  std::string keep;
  unsigned jobs = 1;
  Mode mode = Mode::Compare;
  /// The file of expected refusals
  std::string refusals;
  std::vector<std::string> least;
};

/// Returns the path of a program: found/test/Tools/ag-run/run-1.mlir.
std::string pathOf(const Plan &plan, StringRef file, size_t number) {
  SmallString<128> path(plan.keep);
  sys::path::append(path, file);
  sys::path::replace_extension(path, "");
  return (Twine(path) + "-" + Twine(number) + ".mlir").str();
}

/// Returns the programs of a file, each in a file of its own.
Expected<std::vector<ProgramFile>> readPrograms(const Plan &plan,
                                                StringRef file) {
  auto text = MemoryBuffer::getFile(file);
  if (!text)
    return createFileError(file, text.getError());
  std::vector<ProgramFile> programs;
  for (StringRef part : splitPrograms((*text)->getBuffer())) {
    std::string path = pathOf(plan, file, programs.size());
    if (std::error_code code =
            sys::fs::create_directories(sys::path::parent_path(path)))
      return createFileError(path, code);
    if (Error error = writeFile(path, part))
      return std::move(error);
    programs.push_back({std::move(path), part.str(), file.str()});
  }
  return programs;
}

Error judgeFile(const Plan &plan, StringRef file, Runs &runs,
                raw_ostream &compared) {
  auto programs = readPrograms(plan, file);
  if (!programs)
    return programs.takeError();
  for (const ProgramFile &program : *programs) {
    runs.count("programs");
    switch (plan.mode) {
    case Mode::Shard:
      judgeShared(program, runs);
      break;
    case Mode::Emulate:
      judgeEmulated(program, runs);
      break;
    case Mode::Compile:
      judgeCompiled(program, runs);
      break;
    default:
      judgeCompared(program, runs, compared);
    }
  }
  return Error::success();
}

/// Calls `judge` with each number below `count`, in several processes. Adds
/// their counts to `runs`, and returns what they have written to `compared`.
Expected<std::string> judgeInWorkers(const Plan &plan, Runs &runs, size_t count,
                                     std::string &compared,
                                     function_ref<Error(size_t)> judge) {
  // A worker answers with its counts and, after an empty line, its commands.
  auto answers = runInWorkers(plan.jobs, count, judge, [&] {
    return runs.spellCounts() + "\n" + compared;
  });
  if (!answers)
    return answers.takeError();
  std::string all;
  for (StringRef answer : *answers) {
    auto [counts, commands] = answer.split("\n\n");
    runs.addCounts(counts);
    all += commands;
  }
  return all;
}

Error judgeFiles(const Plan &plan, Runs &runs) {
  if (std::error_code code = sys::fs::create_directories(plan.keep))
    return createFileError(plan.keep, code);
  std::vector<std::string> files = listChosenFiles(plan.choice);
  std::string own;
  raw_string_ostream stream(own);
  auto compared =
      judgeInWorkers(plan, runs, files.size(), own, [&](size_t number) {
        return judgeFile(plan, files[number], runs, stream);
      });
  if (!compared)
    return compared.takeError();
  if (runs.counted("programs") == 0)
    return createStringError("there is no .mlir file in " +
                             join(plan.choice.paths, " "));
  if (plan.mode != Mode::Compare)
    return Error::success();
  return writeFile(plan.keep + "/compared.txt", *compared);
}

Error watchFiles(const Plan &plan, Runs &runs) {
  std::string path = plan.keep + "/compared.txt", none;
  auto compared = MemoryBuffer::getFile(path);
  if (!compared)
    return createFileError(path, compared.getError());
  SmallVector<StringRef> lines;
  (*compared)->getBuffer().split(lines, '\n', /*MaxSplit=*/-1,
                                 /*KeepEmpty=*/false);
  return judgeInWorkers(plan, runs, lines.size(), none,
                        [&](size_t number) {
                          judgeWatched(lines[number], runs);
                          return Error::success();
                        })
      .takeError();
}

int runPlan(const Plan &plan) {
  auto refusals = Refusals::read(plan.refusals);
  if (!refusals) {
    logAllUnhandledErrors(refusals.takeError(), errs(), "error: ");
    return 2;
  }
  Runs runs(plan.keep, std::move(*refusals));
  if (Error error = plan.mode == Mode::Watch ? watchFiles(plan, runs)
                                             : judgeFiles(plan, runs)) {
    logAllUnhandledErrors(std::move(error), errs(), "error: ");
    return 2;
  }
  runs.printCounts();
  bool isEnough = checkLeast(
      plan.least, [&](StringRef name) { return runs.counted(name); });
  return isEnough && runs.counted("faults") == 0 ? 0 : 1;
}

/// Runs the plan in a temporary folder. It is deleted if all is well.
int runInTemporaryFolder(Plan plan) {
  SmallString<128> folder;
  if (std::error_code code =
          sys::fs::createUniqueDirectory("every-program", folder)) {
    errs() << "error: a temporary folder: " << code.message() << "\n";
    return 2;
  }
  plan.keep = folder.str().str();
  int status = runPlan(plan);
  if (status != 1)
    sys::fs::remove_directories(folder);
  return status;
}

/// Reads the options into a plan. The options are destroyed before a child
/// reads a tool's options.
Plan readPlan(int argc, char **argv) {
  Plan plan;
  cl::list<std::string, std::vector<std::string>> paths(
      cl::Positional, cl::location(plan.choice.paths),
      cl::desc("<folders of programs, or files>"));
  cl::opt<std::string, true> keep(
      "keep", cl::location(plan.keep),
      cl::desc("Folder of the programs, which stay there"));
  cl::opt<Files, true> files(
      "files", cl::location(plan.choice.files),
      cl::desc("The files that are taken"),
      cl::values(clEnumValN(Files::All, "all", "All, which is the default"),
                 clEnumValN(Files::Tenth, "tenth", "A tenth, by their names"),
                 clEnumValN(Files::Others, "others", "The other nine")));
  cl::opt<std::string, true> sample(
      "sample", cl::location(plan.choice.sample),
      cl::desc("A file of scripts/sample.py, which chooses a third of the "
               "files; all are taken if it does not exist"));
  cl::opt<std::string, true> refusals(
      "refusals", cl::location(plan.refusals),
      cl::desc("The file of the functions that targets may refuse"));
  cl::opt<unsigned, true> jobs("jobs", cl::location(plan.jobs),
                               cl::desc("How many processes; default 1"));
  cl::opt<Mode, true> mode(
      cl::location(plan.mode),
      cl::desc("The way in which programs are judged:"),
      cl::values(
          clEnumValN(Mode::Shard, "shard", "Share the programs among ranks"),
          clEnumValN(Mode::Emulate, "emulate",
                     "Run the programs on an emulated GPU"),
          clEnumValN(
              Mode::Compile, "compile",
              "Compile the programs and their gradients for each target"),
          clEnumValN(Mode::Watch, "watch",
                     "Run again what was compared, watched")));
  cl::list<std::string, std::vector<std::string>> least(
      "least", cl::location(plan.least), cl::value_desc("compared=10"),
      cl::desc("The least value of a count"));
  cl::ParseCommandLineOptions(argc, argv);
  for (cl::Option *option : std::initializer_list<cl::Option *>{
           &paths, &keep, &files, &sample, &refusals, &jobs, &mode, &least})
    option->removeArgument();
  return plan;
}
} // namespace
} // namespace ag

int main(int argc, char **argv) {
  ag::Plan plan = ag::readPlan(argc, argv);
  if (!plan.keep.empty())
    return ag::runPlan(plan);
  if (plan.mode != ag::Mode::Watch)
    return ag::runInTemporaryFolder(plan);
  llvm::errs() << "error: --watch: expected --keep with the folder of the run "
                  "before\n";
  return 2;
}
