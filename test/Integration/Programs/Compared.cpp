//===- Compared.cpp - a program, compiled and interpreted -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compared.h"
#include "Judging/Programs.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ag {

/// Runs a command that compares and returns its exit status. The command has a
/// fault if it finds a difference, or if its status is not `expected`, if
/// given.
static std::optional<int> compare(const Command &command, Runs &runs,
                                  std::optional<int> expected = std::nullopt) {
  Ending ending = runs.run(command);
  std::optional<int> status = ending.toolStatus();
  if (StringRef(ending.out).starts_with("different"))
    runs.blame(command, "computes something else", ending);
  else if (expected && status && status != expected)
    runs.blame(command, "ended with exit " + Twine(*expected) + " unwatched",
               ending);
  if (status == 0)
    runs.count("compared");
  return status;
}

static void compareEntry(const ProgramFile &program, const std::string &entry,
                         Runs &runs, raw_ostream &compared) {
  Command command = {"ag-run",          program.path,        "--entry=" + entry,
                     "--input=randn:1", "--weights=randn:2", "--dim=*=3"};
  if (runs.run(append(command, {"--max-steps=1000000"})).toolStatus() != 0)
    return;
  command =
      append(command, {"--on=cpu", "--opt=0", "--same-as=" + program.path});
  // The tolerance of 16-bit floats is that of their types.
  if (!StringRef(program.text).contains("f16"))
    command.emplace_back("--atol=1e-3");
  if (auto status = compare(command, runs))
    compared << *status << '\t' << join(command, "\t") << '\n';
}

/// Proves the derivatives of an entry, if it has any and inputs can be drawn.
static void proveEntry(const ProgramFile &program, const std::string &entry,
                       Runs &runs) {
  Command command = {"ag-run",        program.path,         "--entry=" + entry,
                     "--verify-grad", "--max-steps=100000", "--opt=0"};
  Ending ending = runs.run(command);
  if (StringRef(ending.out).contains(": different"))
    runs.blame(command, "has another derivative", ending);
  if (ending.toolStatus() == 0)
    runs.count("proved");
}

static std::string stripComments(StringRef text) {
  std::string code;
  for (StringRef line : split(text, '\n'))
    code += line.substr(0, line.find("//")).str() + '\n';
  return code;
}

void judgeCompared(const ProgramFile &program, Runs &runs,
                   raw_ostream &compared) {
  runs.run(
      {"ag-compile", program.path, "--opt=0", "-o", objectBeside(program)});
  if (runs.run({"ag-opt", program.path}).toolStatus() != 0)
    return;
  std::string code = stripComments(program.text);
  for (const std::string &entry : listEntries(program)) {
    runs.count("entries");
    compareEntry(program, entry, runs, compared);
    // Other tests cover programs that contain their own derivatives.
    if (!StringRef(code).contains("@" + entry + "_"))
      proveEntry(program, entry, runs);
  }
}

void judgeWatched(StringRef compared, Runs &runs) {
  for (StringRef line : split(compared.trim('\n'), '\n')) {
    auto [status, words] = line.split('\t');
    Command command;
    for (StringRef word : split(words, '\t'))
      command.push_back(word.str());
    compare(append(command, {"--poison-memory", "--sanitize=address"}), runs,
            status == "0"   ? 0
            : status == "1" ? 1
                            : 2);
  }
}

} // namespace ag
